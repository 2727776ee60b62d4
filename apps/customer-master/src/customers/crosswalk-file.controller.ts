import { Readable } from 'node:stream';
import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { csvLine } from '@crm/platform/csv';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { type CrosswalkEntry, CrosswalkRepository } from './crosswalk.repository.js';

const rowsPerRead = 5_000;

export class CrosswalkQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: '^[a-z][a-z0-9_-]{0,39}$',
    example: 'erp',
    description: 'Only the ids of this system. Left out: those of all.',
  })
  @IsOptional()
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/)
  source?: string;
}

/** Which customer each record of each system is. */
@ApiTags('customers')
@Controller('crosswalk.csv')
export class CrosswalkFileController {
  constructor(
    private readonly crosswalk: CrosswalkRepository,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:export')
  @ApiOperation({
    summary: 'Download the crosswalk',
    description:
      'CSV in UTF-8 (`source,sourceId,customerId`), streamed, in the order of systems and ids. The customer is the one that survives. ' +
      'No personal data besides the ids that the systems gave.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  download(@Query() { source }: CrosswalkQuery): StreamableFile {
    return new StreamableFile(Readable.from(this.lines(source), { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="crosswalk.csv"',
    });
  }

  private async *lines(source: string | undefined): AsyncGenerator<string> {
    yield csvLine(['source', 'sourceId', 'customerId']);
    for (let after: CrosswalkEntry | undefined; ;) {
      const rows = await this.page(source, after);
      if (rows.length > 0) {
        yield rows.map((row) => csvLine([row.source, row.sourceId, row.customerId])).join('');
      }
      if (rows.length < rowsPerRead) return;
      after = rows.at(-1);
    }
  }

  private page(source: string | undefined, after: CrosswalkEntry | undefined): Promise<CrosswalkEntry[]> {
    return this.transactions.run((tx) => this.crosswalk.page(tx, source, after, rowsPerRead));
  }
}
