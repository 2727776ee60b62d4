import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TransactionRunner } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { byteOrderMark, csvLine } from '@crm/platform/csv';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { type CustomerFilter, CustomerPages } from '../customers/customer-pages.service.js';
import type { CustomerResponse } from '../customers/customer.response.js';
import { type ExportFormat, ExportsRepository } from './exports.repository.js';
import { type ExportColumn, rowOf } from './rules/export-columns.js';
import { sheetOf } from './xlsx-sheet.js';

export interface ExportWish {
  format: ExportFormat;
  filter: CustomerFilter;
  columns: readonly ExportColumn[];
}

const customersPerRead = 500;
/** Who reads so slowly does not get the rest: the snapshot keeps the database from tidying up. */
const longestMs = 30 * 60_000;

/** Takes customers out of the house as a file that streams: memory holds some hundred of them. */
@Injectable()
export class CustomerExports {
  private readonly logger = new Logger(CustomerExports.name);

  constructor(
    private readonly pages: CustomerPages,
    private readonly repository: ExportsRepository,
    private readonly transactions: TransactionRunner,
  ) {}

  /** All customers in it are as they were at one moment. @throws ValidationFailed as the list of customers does */
  async start({ format, filter, columns }: ExportWish, user: User, now: Date): Promise<Readable> {
    const id = newId();
    const { query, attribute, ...told } = filter;
    const masked = !can(user, 'customer:pii:read');
    const department = user.scope === 'department' ? (user.department ?? '') : null;
    const sought = { ...told, ...(query && { query: true }), ...(attribute && { attribute: attribute.length }) };
    await this.transactions.run(async (tx) => {
      // What is wrong with the filter is told before the answer begins.
      await this.pages.all(tx, filter, { limit: 1, now }, user).next();
      await this.repository.begin(tx, {
        id,
        actorId: user.id,
        format,
        filter: sought,
        masked,
        department,
        startedAt: now,
      });
    });
    const file = new PassThrough();
    const read = { customers: 0 };
    void this.write({ format, filter, columns }, user, now, file, read)
      .then(() => 'completed' as const)
      .catch((error: Error) => {
        this.logger.warn(`export ${id} broke off after ${read.customers} customers: ${error.message}`);
        file.destroy(error);
        return 'broken_off' as const;
      })
      .then((state) => this.transactions.run((tx) => this.repository.end(tx, id, state, read.customers, new Date())))
      .catch((error: Error) => this.logger.error(`end of export ${id} could not be noted: ${error.message}`));
    return file;
  }

  private write(
    { format, filter, columns }: ExportWish,
    user: User,
    now: Date,
    file: PassThrough,
    read: { customers: number },
  ): Promise<void> {
    const end = AbortSignal.timeout(longestMs);
    return this.transactions.run(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const all = this.pages.all(tx, filter, { limit: customersPerRead, now }, user);
      async function* counted(): AsyncGenerator<CustomerResponse[]> {
        for await (const page of all) {
          read.customers += page.length;
          yield page;
        }
      }
      await pipeline(contentOf(format, columns, counted()), file, { signal: end });
    });
  }
}

function contentOf(
  format: ExportFormat,
  columns: readonly ExportColumn[],
  pages: AsyncIterable<CustomerResponse[]>,
): Readable {
  if (format === 'xlsx') return sheetOf(tableOf(pages, columns));
  const text = format === 'csv' ? csvOf(pages, columns) : linesOf(pages);
  return Readable.from(text, { objectMode: false });
}

async function* tableOf(
  pages: AsyncIterable<CustomerResponse[]>,
  columns: readonly ExportColumn[],
): AsyncGenerator<string[][]> {
  yield [[...columns]];
  for await (const page of pages) yield page.map((customer) => rowOf(customer, columns));
}

async function* csvOf(
  pages: AsyncIterable<CustomerResponse[]>,
  columns: readonly ExportColumn[],
): AsyncGenerator<string> {
  yield byteOrderMark;
  for await (const rows of tableOf(pages, columns)) yield rows.map(csvLine).join('');
}

async function* linesOf(pages: AsyncIterable<CustomerResponse[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((customer) => `${JSON.stringify(customer)}\n`).join('');
}
