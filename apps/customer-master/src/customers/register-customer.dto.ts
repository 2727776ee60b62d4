import { customerKinds, customerStatuses, type CustomerKind, type CustomerStatus } from '@crm/contracts';
import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { AreAttributes, attributesProperty, mostEntries } from './attributes.decorator.js';
import { AddressDto, ContactPointDto, IdentifierDto, NameDto, OwnerDto, PersonDto } from './customer.parts.dto.js';
import type { Attributes } from './customer.shape.js';
import { FamilyDto, IncomeDto, PreferencesDto } from './personal.dto.js';

export class SourceDto {
  @ApiProperty({
    type: String,
    pattern: '^[a-z][a-z0-9_-]{0,39}$',
    example: 'erp',
    description: 'The system; `mdm` and `manual` are reserved.',
  })
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/)
  system: string;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: 'K-1001',
    description: "The customer's id there.",
  })
  @Matches(/^[^\s\p{C}](?:[^\p{C}]{0,98}[^\s\p{C}])?$/u)
  id: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00Z',
    description: 'When the system knew it so; not in the future. Default: now.',
  })
  @IsOptional()
  @IsInstant({ notAhead: true })
  observedAt?: string;
}

/** Body of `POST /customers`. */
export class RegisterCustomerRequest {
  @ApiProperty({ enum: customerKinds, example: 'organisation', description: 'Person or organisation; never changes.' })
  @IsIn(customerKinds)
  kind: CustomerKind;

  @ApiPropertyOptional({
    type: [NameDto],
    maxItems: mostEntries,
    description: 'Names. An organisation needs one; a person needs one here or in `person`.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => NameDto)
  names?: NameDto[];

  @ApiPropertyOptional({ type: PersonDto, description: 'Persons only.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PersonDto)
  person?: PersonDto;

  @ApiPropertyOptional({
    type: [IdentifierDto],
    maxItems: mostEntries,
    description: 'Numbers by which the customer is recognised.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => IdentifierDto)
  identifiers?: IdentifierDto[];

  @ApiPropertyOptional({ type: [ContactPointDto], maxItems: mostEntries, description: 'Ways to reach the customer.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => ContactPointDto)
  contactPoints?: ContactPointDto[];

  @ApiPropertyOptional({ type: [AddressDto], maxItems: mostEntries, description: 'Addresses.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => AddressDto)
  addresses?: AddressDto[];

  @ApiPropertyOptional({
    ...attributesProperty,
    description: 'Further attributes: texts, numbers or booleans by name.',
  })
  @IsOptional()
  @AreAttributes()
  attributes?: Attributes;

  @ApiPropertyOptional({ type: PreferencesDto, description: 'How the customer wants to be treated.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PreferencesDto)
  preferences?: PreferencesDto;

  @ApiPropertyOptional({ type: FamilyDto, description: 'Persons only, and only with its legal basis.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => FamilyDto)
  family?: FamilyDto;

  @ApiPropertyOptional({ type: IncomeDto, description: 'Persons only, and only with its legal basis.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => IncomeDto)
  income?: IncomeDto;

  @ApiPropertyOptional({
    enum: customerStatuses.filter((status) => status !== 'undesirable'),
    default: 'potential',
    description: 'Status of a new customer.',
  })
  @IsOptional()
  @IsIn(customerStatuses.filter((status) => status !== 'undesirable'))
  status?: CustomerStatus;

  @ApiPropertyOptional({
    type: OwnerDto,
    description: 'Owner of a new customer; not looked at when sales or an agent registers: then it is the user.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => OwnerDto)
  owner?: OwnerDto;

  @ApiPropertyOptional({
    type: SourceDto,
    description: 'The system that knows the customer; left out: registered by hand.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => SourceDto)
  source?: SourceDto;
}

/** Body of `PUT /customers/by-source/{source}/{sourceId}`: the same without `source`. */
export class SourceRecordRequest extends OmitType(RegisterCustomerRequest, ['source'] as const) {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00Z',
    description:
      'When the system knew it so; not in the future. Default: now. Older than what is known of the record: nothing changes.',
  })
  @IsOptional()
  @IsInstant({ notAhead: true })
  observedAt?: string;
}
