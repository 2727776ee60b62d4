import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ExportQuery } from './exports.dto.js';
import { CustomerExports } from './exports.service.js';
import { exportColumns } from './rules/export-columns.js';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Customers as a file. */
@ApiTags('customers')
@Controller('customers/export')
export class ExportsController {
  constructor(private readonly exports: CustomerExports) {}

  @Get()
  @RequirePermission('customer:export')
  @ApiOperation({
    summary: 'Download customers',
    description:
      'By the filters of the list; users with the scope of a department get its customers only, and without `customer:pii:read` personal ' +
      'fields are masked. The file streams and shows all customers as they were at one moment. Cells that a spreadsheet would take for ' +
      "formulas have a `'` before them. Who exported what is written down. A file that breaks off has no end: csv and ndjson lack rows then, " +
      'so look whether the connection ended well.',
  })
  @ApiProduces('text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  async download(@Query() query: ExportQuery, @CurrentUser() user: User): Promise<StreamableFile> {
    const { format, columns = exportColumns, ...filter } = query;
    const file = await this.exports.start({ format, columns, filter }, user, new Date());
    return new StreamableFile(file, {
      type: types[format],
      disposition: `attachment; filename="customers.${format}"`,
    });
  }
}
