import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { Cause, CauseContent } from './causes.service.js';

/** Codes of causes: lower-snake English. */
export const causeCode = /^[a-z][a-z0-9_]{0,59}$/;

/** Filters of `GET /causes`. */
export class ListCausesQuery extends PageQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'false: only those that cases may be given; true: only others.' })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  retired?: boolean;
}

/** What people read. */
export class CauseNames {
  @ApiProperty({ maxLength: 100, description: 'Chinese.', example: '包装破损' })
  @IsString()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u)
  zh: string;

  @ApiProperty({ maxLength: 100, description: 'English.', example: 'Damaged packaging' })
  @IsString()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u)
  en: string;
}

/** Body of `POST /causes` and `PUT /causes/{id}`. */
export class CauseRequest {
  @ApiProperty({ pattern: causeCode.source, description: 'Code for programs; unique.', example: 'packaging_damage' })
  @Matches(causeCode)
  code: string;

  @ApiProperty({ type: CauseNames, description: 'Its names.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CauseNames)
  names: CauseNames;

  @ApiPropertyOptional({
    default: false,
    description: 'true: no case is given it any more; those that have it keep it.',
    example: false,
  })
  @IsBoolean()
  retired: boolean = false;
}

export class CauseResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the cause.', example: '01981a2b-4444-7000-8000-0000000000ca' })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ description: 'Code for programs.', example: 'packaging_damage' })
  code: string;

  @ApiProperty({ type: CauseNames, description: 'Its names.' })
  names: CauseNames;

  @ApiProperty({ description: 'Whether it is kept for old cases only.', example: false })
  retired: boolean;

  @ApiProperty({ format: 'date-time', description: 'When it was last changed.', example: '2026-01-05T02:00:00.000Z' })
  changedAt: string;

  @ApiProperty({ description: 'Employee who changed it last.', example: 'E1006' })
  changedBy: string;
}

export const toContent = ({ code, names, retired }: CauseRequest): CauseContent => ({
  code,
  nameZh: names.zh,
  nameEn: names.en,
  retired,
});

export const toResponse = ({
  id,
  version,
  code,
  nameZh,
  nameEn,
  retired,
  changedAt,
  changedBy,
}: Cause): CauseResponse => ({
  id,
  version,
  code,
  names: { zh: nameZh, en: nameEn },
  retired,
  changedAt: changedAt.toISOString(),
  changedBy,
});
