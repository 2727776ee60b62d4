import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMinSize, ArrayUnique, IsIn, IsOptional } from 'class-validator';
import { CustomerFilterQuery } from '../customers/customer-list.dto.js';
import { exportFormats, type ExportFormat } from './exports.repository.js';
import { type ExportColumn, exportColumns } from './rules/export-columns.js';

export class ExportQuery extends CustomerFilterQuery {
  @ApiProperty({
    enum: exportFormats,
    example: 'csv',
    description:
      'csv: UTF-8 with a byte order mark · xlsx: a workbook of one sheet, at most 1,048,575 customers · ndjson: a line of JSON for each ' +
      'customer, as `GET /customers/{id}` answers, without possible duplicates.',
  })
  @IsIn(exportFormats)
  format: ExportFormat;

  @ApiPropertyOptional({
    type: String,
    example: 'id,name,phone,owner',
    description: `Columns of csv and xlsx in this order, separated by commas, of: ${exportColumns.join(', ')}. Left out: all.`,
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(exportColumns, { each: true })
  columns?: ExportColumn[];
}
