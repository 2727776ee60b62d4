import { Readable } from 'node:stream';
import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import { byteOrderMark, csvLine } from '@crm/platform/csv';
import { type Language, preferredLanguage } from '@crm/platform/problem';
import { Controller, Get, Headers, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags, OmitType } from '@nestjs/swagger';
import { type CaseFile, CaseFilesService, type CaseQuery } from '../cases/case-files.service.js';
import type { CaseSort } from '../cases/case-sorts.js';
import { ListCasesQuery, toCaseQuery } from '../cases/list-cases.dto.js';
import { toClockResponse } from '../cases/clock.dto.js';
import type { Place } from '../cases/place.js';
import { cellsOf, cutOff, headings } from './rules/case-columns.js';

const rowsPerRead = 500;
/** More than anybody reads; a spreadsheet holds ten times as many. */
const mostRows = 100_000;

/** Filters and order of `GET /cases`, without pages. */
export class CaseListFileQuery extends OmitType(ListCasesQuery, ['limit', 'cursor'] as const) {}

/** The list of cases for a spreadsheet. */
@ApiTags('Cases')
@Controller('cases.csv')
export class CaseListController {
  constructor(
    private readonly files: CaseFilesService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: BaseConfig,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Download the list of cases',
    description:
      'CSV in UTF-8 with a byte order mark, streamed: what `GET /cases` lists with the same filters, in the same order. ' +
      'Times are of the business time zone; words and headings of the language asked for. The subject is empty without ' +
      '`case:read-text`. At most 100,000 cases: a last line says if some are left out.',
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'zh (default) or en.',
    schema: { type: 'string' },
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  download(
    @Query() { sort, ...wish }: CaseListFileQuery,
    @Headers('accept-language') accepted: string | undefined,
    @CurrentUser() user: User,
  ): StreamableFile {
    const lines = this.lines(user, toCaseQuery(wish, user), sort, preferredLanguage(accepted));
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="cases.csv"',
    });
  }

  /** Never more than one batch is in memory, and no transaction waits for a slow reader. */
  private async *lines(user: User, filter: CaseQuery, sort: CaseSort, language: Language): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(headings(language));
    let behind: Place | undefined;
    for (let written = 0; ;) {
      const { files, now } = await this.batch(user, filter, sort, behind);
      const rows = files.slice(0, rowsPerRead);
      if (rows.length > 0) yield rows.map((file) => this.lineOf(file, language, now)).join('');
      written += rows.length;
      if (files.length <= rowsPerRead) return;
      if (written >= mostRows) return void (yield csvLine([cutOff(mostRows, language)]));
      const { kase } = rows.at(-1)!;
      behind = { at: (sort === 'dueAt' ? kase.dueAt : kase.openedAt).toISOString(), id: kase.id };
    }
  }

  /** One row more tells that there is a next batch. */
  private batch(user: User, filter: CaseQuery, sort: CaseSort, behind: Place | undefined) {
    return this.transactions.run(async (tx) => ({
      files: await this.files.list(tx, user, filter, { sort, behind, limit: rowsPerRead }),
      now: await databaseNow(tx),
    }));
  }

  private lineOf({ kase, clock, subject }: CaseFile, language: Language, now: Date): string {
    const isBreached = toClockResponse(clock, now).breachedAt !== null;
    const line = { ...kase, subject, customerId: kase.customerToday, isBreached };
    return csvLine(cellsOf(line, language, this.config.BUSINESS_TIME_ZONE));
  }
}
