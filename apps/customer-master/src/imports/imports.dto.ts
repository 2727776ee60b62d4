import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { customerKinds, type CustomerKind } from '@crm/contracts';
import { type CustomerImport, type ImportState, importStates } from './imports.repository.js';
import { toMappedColumns, MappedColumnResponse } from './mappings.dto.js';
import { ignoredColumns } from './rules/columns.js';

/** Fields of `POST /imports`, for the documentation: the parts are read as they stream in. */
export class ImportForm {
  @ApiProperty({
    type: String,
    format: 'binary',
    example: 'sourceId,kind,name\r\nK-1001,organisation,山西煤业有限公司\r\n',
    description:
      'CSV with commas, UTF-8 (with or without a byte order mark) or GB18030 (GBK), at most 200 MB; or XLSX without macros and ' +
      'password, at most 32 MB: one sheet, of formulas the values that were saved. At most 1,000,000 rows, 100 columns and 2,000 ' +
      'characters per cell. The first line names the columns.',
  })
  file: unknown;

  @ApiPropertyOptional({
    type: String,
    pattern: '^[a-z][a-z0-9_-]{0,39}$',
    example: 'erp',
    description: 'System of rows without a value in the column `source`; needed where there is no such column.',
  })
  source?: string;

  @ApiPropertyOptional({
    enum: customerKinds,
    example: 'organisation',
    description: 'Kind of rows without a value in the column `kind`; a file without that column needs it.',
  })
  kind?: CustomerKind;

  @ApiPropertyOptional({
    type: String,
    example: '{"客户编号":"sourceId","客户名称":"name","备注":null}',
    description:
      'JSON object: the column that each heading stands for, null for one that is not wanted; headings that are columns need none; ' +
      '`owner`, `department` and `contactName` stand under these very headings only. ' +
      'Remembered for `source`, so that its next file needs none either.',
  })
  columns?: string;

  @ApiPropertyOptional({ type: String, example: '客户', description: 'Sheet of a workbook. Left out: the first one.' })
  sheet?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description:
      'Find out what would happen, without doing it; `POST /imports/{id}/commit` then does it. Headings that nobody explained are taken ' +
      'for what they surely look like: see `mapping` in the answer before committing.',
  })
  dryRun?: boolean;
}

export class ImportCountsResponse {
  @ApiProperty({ type: 'integer', minimum: 0, example: 912, description: 'Rows of the file, without the header.' })
  rows: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 880, description: 'Rows that made a new customer.' })
  registered: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 20,
    description: 'New records of customers that were known by other systems.',
  })
  attached: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 5, description: 'Known records that say something new.' })
  updated: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 4, description: 'Known records that say nothing new.' })
  unchanged: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 3, description: 'Rows that were refused.' })
  failed: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description:
      'Rows that were left out, since a later row of the file is about the same record (and time, where both say one): the last counts. ' +
      'They are named in the file of refused rows.',
  })
  superseded: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 2,
    description: 'Of those registered: how many resemble somebody known, so that they wait for a review.',
  })
  resembling: number;
}

export class ImportResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-7777-7000-8000-000000000001',
    description: 'UUIDv7.',
  })
  id: string;
  @ApiProperty({
    enum: importStates,
    example: 'completed',
    description:
      'staged 已接收 · running 处理中 · validated 试运行完成 · completed 已完成 · cancelled 已取消 · failed 中断 (the rows cannot be ' +
      'read any more) · reverting 撤回中 · reverted 已撤回.',
  })
  state: ImportState;
  @ApiProperty({ type: Boolean, example: false, description: 'Whether it only finds out what would happen.' })
  dryRun: boolean;
  @ApiProperty({ type: String, nullable: true, example: 'erp', description: 'System of rows that name none.' })
  source: string | null;
  @ApiProperty({ enum: ['csv', 'xlsx'], example: 'csv', description: 'What the file turned out to be.' })
  format: string;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'The sheet that was read, of a workbook.' })
  sheet: string | null;
  @ApiProperty({
    enum: ['utf-8', 'gb18030'],
    nullable: true,
    example: 'utf-8',
    description: 'Encoding that the file turned out to have; null for a workbook.',
  })
  encoding: string | null;
  @ApiProperty({
    enum: customerKinds,
    nullable: true,
    example: null,
    description: 'Kind of rows that do not say whether they are persons or organisations.',
  })
  defaultKind: CustomerKind | null;
  @ApiProperty({
    type: [MappedColumnResponse],
    description: 'What the headings were taken for, in the order of the file.',
  })
  mapping: MappedColumnResponse[];
  @ApiProperty({
    type: [String],
    example: ['contactName'],
    description: 'Columns of the file that are accepted and not kept.',
  })
  ignoredColumns: string[];
  @ApiProperty({
    type: ImportCountsResponse,
    description: 'What became of the rows so far; in a dry run what would become of each if it were alone.',
  })
  counts: ImportCountsResponse;
  @ApiProperty({ type: String, example: 'E1080', description: 'Who imports.' })
  createdBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the file was sent.' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the first row was handled.' })
  startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the last row was handled.' })
  finishedAt: string | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Who had it taken back.' })
  revertedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When all of it was taken back.' })
  revertedAt: string | null;
}

export function toImportResponse(job: CustomerImport): ImportResponse {
  const { rows, registered, attached, updated, unchanged, failed, superseded, resembling } = job;
  return {
    id: job.id,
    state: job.state as ImportState,
    dryRun: job.dryRun,
    source: job.source,
    format: job.format,
    sheet: job.sheet,
    encoding: job.encoding,
    defaultKind: job.defaultKind,
    mapping: toMappedColumns(job),
    ignoredColumns: job.columns.filter((column) => ignoredColumns.includes(column)),
    counts: { rows, registered, attached, updated, unchanged, failed, superseded, resembling },
    createdBy: job.actor.id,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    revertedBy: job.revertedBy,
    revertedAt: job.revertedAt?.toISOString() ?? null,
  };
}
