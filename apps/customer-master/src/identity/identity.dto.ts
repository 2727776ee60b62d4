import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ValidationFailed } from '@crm/platform/problem';
import { CustomerResponse } from '../customers/customer.response.js';
import type { Parting } from './unmerging.service.js';

const aMerge = '01981a2b-2222-7000-8000-000000000001';
const another = '01981a2b-1111-7000-8000-00000000c002';

const reasonProperty = {
  type: String,
  minLength: 2,
  maxLength: 500,
  example: '同一企业在两个系统中的记录',
  description: 'Why, for those who look at it later. No personal data.',
};

export class MergeRequest {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: another,
    description: 'The other customer.',
  })
  @IsUUID()
  with: string;

  @ApiProperty(reasonProperty)
  @IsString()
  @MinLength(2)
  @MaxLength(500)
  reason: string;
}

export class MergeResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: aMerge,
    description: 'Names this merge; an unmerge refers to it.',
  })
  mergeId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The id that survives: the older one, whichever was in the path.',
  })
  survivorId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: another,
    description: 'The id that redirects to the survivor from now on.',
  })
  retiredId: string;
  @ApiProperty({ type: CustomerResponse, description: 'The united customer.' })
  customer: CustomerResponse;
}

export class SourceRecordName {
  @ApiProperty({ type: String, example: 'sales', description: 'The system.' })
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/)
  system: string;

  @ApiProperty({ type: String, example: 'S-1001', description: "The customer's id there." })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  id: string;
}

export class UnmergeRequest {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    example: aMerge,
    description: 'The merge to take back. Either this or `sourceRecords`.',
  })
  @ValidateIf((body: UnmergeRequest) => body.sourceRecords === undefined || body.mergeId !== undefined)
  @IsUUID()
  mergeId?: string;

  @ApiPropertyOptional({
    type: [SourceRecordName],
    minItems: 1,
    maxItems: 100,
    description:
      'The records to part. Either this or `mergeId`. Where they are all that came by a merge, that merge is taken back.',
  })
  @ValidateIf((body: UnmergeRequest) => body.sourceRecords !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => SourceRecordName)
  sourceRecords?: SourceRecordName[];

  @ApiProperty(reasonProperty)
  @IsString()
  @MinLength(2)
  @MaxLength(500)
  reason: string;
}

/** `mergeId` and `sourceRecords` exclude each other. */
export const unmergeExamples = {
  merge: { summary: 'Take back a merge', value: { mergeId: aMerge, reason: '并非同一企业' } },
  records: {
    summary: 'Part source records',
    value: { sourceRecords: [{ system: 'sales', id: 'S-1001' }], reason: '并非同一企业' },
  },
};

/** The same without the reason: nothing is done. */
export const unmergePreviewExamples = {
  merge: { summary: 'Take back a merge', value: { mergeId: aMerge } },
  records: { summary: 'Part source records', value: { sourceRecords: [{ system: 'sales', id: 'S-1001' }] } },
};

const eitherOr = { zh: 'mergeId 与 sourceRecords 只能二选一', en: 'give either mergeId or sourceRecords' };

/** @throws ValidationFailed when both are given */
export function partingOf({ mergeId, sourceRecords }: Pick<UnmergeRequest, 'mergeId' | 'sourceRecords'>): Parting {
  if (mergeId && sourceRecords) throw new ValidationFailed([{ pointer: '/sourceRecords', message: eitherOr }]);
  return mergeId ? { mergeId } : { sourceRecords: sourceRecords! };
}

export class UnmergeResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: aMerge,
    description: 'The merge that was taken back; null when the records had not come by one.',
  })
  mergeId: string | null;
  @ApiProperty({ type: CustomerResponse, description: 'The customer in the path, as it is now.' })
  customer: CustomerResponse;
  @ApiProperty({
    type: CustomerResponse,
    description: 'The customer that lives again; a new one where no merge was taken back.',
  })
  restored: CustomerResponse;
}
