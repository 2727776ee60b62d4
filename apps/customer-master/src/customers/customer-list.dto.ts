import {
  customerKinds,
  customerStatuses,
  oaIdPattern,
  valueLevels,
  type CustomerKind,
  type CustomerStatus,
  type ValueLevel,
} from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { customerSorts, type CustomerSort } from './customer-list.repository.js';

/** What customers are wanted. */
export class CustomerFilterQuery {
  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: '煤业',
    description:
      'Part of any name the customer has in any system (case, blanks and punctuation do not matter), its pinyin or the initials of it; an id ' +
      'of the customer here or in any system, or one of its numbers, in full; the last digits of a telephone or fax number. With ' +
      '`customer:pii:read` only: more than four of those, national id, passport, e-mail and WeChat id. Where nobody is found so: what sounds like it, then what is it but for one slip of the finger.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  query?: string;

  @ApiPropertyOptional({ enum: customerKinds, description: 'Only persons, or only organisations.' })
  @IsOptional()
  @IsIn(customerKinds)
  kind?: CustomerKind;

  @ApiPropertyOptional({ enum: customerStatuses, description: 'Only customers of this status.' })
  @IsOptional()
  @IsIn(customerStatuses)
  status?: CustomerStatus;

  @ApiPropertyOptional({ type: String, example: 'E1031', description: 'Only customers that this employee owns.' })
  @IsOptional()
  @Matches(oaIdPattern)
  owner?: string;

  @ApiPropertyOptional({
    type: String,
    example: 'sales-north',
    description: 'Only customers that this department owns.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;

  @ApiPropertyOptional({ enum: valueLevels, description: 'Only customers of this value level.' })
  @IsOptional()
  @IsIn(valueLevels)
  level?: ValueLevel;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 3,
    example: ['region_grade:A'],
    description:
      'Only customers with this attribute, `name:value`; repeatable, all must hold. The attribute must be one that a definition ' +
      'makes searchable, a personal one only with `customer:pii:read`; else 400.',
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? [value] : (value as unknown)))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @Matches(/^[a-z][A-Za-z0-9_]{0,39}:[^]{1,500}$/, { each: true })
  attribute?: string[];

  @ApiPropertyOptional({
    type: Boolean,
    example: true,
    description: 'true: undesirable customers that are due for review, by the status rules; false: all others.',
  })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  reviewDue?: boolean;
}

export class CustomerListQuery extends IntersectionType(CustomerFilterQuery, PageQuery) {
  @ApiPropertyOptional({
    enum: customerSorts,
    default: '-createdAt',
    description:
      'Order; `-` for the newest first. `relevance`: exactly this name first, then names that begin with `query`; one page without a next one.',
  })
  @IsOptional()
  @IsIn(customerSorts)
  sort: CustomerSort = '-createdAt';

  @ApiPropertyOptional({
    type: String,
    example: '01981a2b-1111-7000-8000-00000000c001,01981a2b-1111-7000-8000-00000000c002',
    description:
      'At most 100 ids separated by commas: answers one page with these customers in this order, each once, and looks at no ' +
      'other parameter. Unknown ids and those out of the scope of the user are left out; a retired id is in `mergedFrom` of its survivor.',
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsUUID('all', { each: true })
  id?: string[];
}

export class RegisterCustomerQuery {
  @ApiPropertyOptional({
    enum: ['refuse', 'attach'],
    default: 'refuse',
    description:
      'What to do when the customer is certainly known: refuse (409), or add the record to the known customer (200).',
  })
  @IsOptional()
  @IsIn(['refuse', 'attach'])
  onDuplicate: 'refuse' | 'attach' = 'refuse';
}
