import { ApiParam, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import type { CustomerImport } from './imports.repository.js';
import type { KnownMapping } from './mappings.service.js';
import { knownColumns } from './rules/columns.js';
import { mappingOrigins, type ProposedColumn } from './rules/mapping.js';

const sourcePattern = /^[a-z][a-z0-9_-]{0,39}$/;

/** Documents the system in the path of a mapping. */
export const ApiMappingSource = (): MethodDecorator =>
  ApiParam({ name: 'source', type: String, example: 'erp', description: 'The system whose files it is about.' });

export class MappingPath {
  @ApiProperty({ type: String, pattern: sourcePattern.source, example: 'erp', description: 'The system.' })
  @Matches(sourcePattern)
  source: string;
}

export class SaveMappingRequest {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true, enum: [...knownColumns, null] },
    example: { 客户编号: 'sourceId', 客户名称: 'name', 手机: 'phone', 备注: null },
    description:
      'The column that each heading stands for; null: not imported. At most 100. `owner`, `department` and `contactName` only for the ' +
      'headings of these very names. Level, points and version may not be set by a file.',
  })
  @IsObject()
  columns: Record<string, string | null>;
}

export class MappingResponse {
  @ApiProperty({ type: String, example: 'erp', description: 'The system.' })
  source: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: { 客户编号: 'sourceId', 客户名称: 'name', 备注: null },
    description: 'The column that each heading stands for; null: not imported.',
  })
  columns: Record<string, string | null>;
  @ApiProperty({ type: String, example: 'E1080', description: 'Who said so last, here or with an upload.' })
  changedBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When.' })
  changedAt: string;
}

export class ProposeMappingRequest {
  @ApiProperty({
    type: [String],
    minItems: 1,
    maxItems: 100,
    example: ['客户编号', '客户名称', '手机'],
    description: 'The headings of a file.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  headers: string[];

  @ApiPropertyOptional({
    type: String,
    pattern: sourcePattern.source,
    example: 'erp',
    description: 'The system that the file is of: what was said of its headings before counts first.',
  })
  @IsOptional()
  @Matches(sourcePattern)
  source?: string;
}

export class ProposedColumnResponse {
  @ApiProperty({ type: String, example: '客户名称', description: 'The heading.' })
  header: string;
  @ApiProperty({
    enum: knownColumns,
    nullable: true,
    example: 'name',
    description: 'The column; null: nothing speaks for any.',
  })
  column: string | null;
  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    example: 0.9,
    description:
      '1: the name of the column, or said before · 0.9: a word known for it · 0.6: contains such a word · 0: none.',
  })
  confidence: number;
}

export class MappingProposalResponse {
  @ApiProperty({ type: [ProposedColumnResponse], description: 'In the order of the headings.' })
  proposedMapping: ProposedColumn[];
}

export class MappedColumnResponse extends ProposedColumnResponse {
  @ApiProperty({
    enum: mappingOrigins,
    example: 'given',
    description:
      'name: it is the column’s name · given: said with the upload · remembered: said for the source before · proposed: it looks like it.',
  })
  origin: string;
}

export const toMappingResponse = ({ source, columns, changedBy, changedAt }: KnownMapping): MappingResponse => ({
  source,
  columns: { ...columns },
  changedBy,
  changedAt: changedAt.toISOString(),
});

/** Imports from before there were mappings have columns by their names. */
export const toMappedColumns = ({ mapping, columns }: CustomerImport): MappedColumnResponse[] =>
  mapping.length > 0 ? mapping : columns.map((column) => ({ header: column, column, origin: 'name', confidence: 1 }));
