import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { textOf } from './csv-file.js';
import { ImportRecordsRepository } from './import-records.repository.js';
import { type CustomerImport, headersOf, ImportsRepository } from './imports.repository.js';
import { RowImporter, type RowDone } from './row-importer.js';
import type { RowFault } from './rules/record-of-row.js';
import { type Batch, type FailedRow, StagedRowsRepository } from './staged-rows.repository.js';

export const importTimer = 'import.run';

/** After so long another import is asked for again. */
const pauseMs = 200;

/**
 * Works imports off, one batch per firing of a durable timer that re-arms itself. The batch, the counts and the effect of
 * its rows commit together: after a crash the run goes on with the first batch that has no effect yet, and none has two.
 */
@Injectable()
export class ImportRunner {
  private readonly logger = new Logger(ImportRunner.name);
  /** Connections whose transaction has worked on a batch; each transaction has one of its own. */
  private readonly busy = new WeakSet<object>();

  constructor(
    private readonly repository: ImportsRepository,
    private readonly staged: StagedRowsRepository,
    private readonly records: ImportRecordsRepository,
    private readonly rows: RowImporter,
    private readonly timers: Timers,
  ) {}

  @OnTimer(importTimer)
  async run(tx: Tx, timer: DueTimer): Promise<void> {
    const job = await this.repository.lock(tx, timer.aggregateId);
    if (!job || job.run !== timer.epoch || (job.state !== 'staged' && job.state !== 'running')) return;
    if (!(await this.isTurn(tx))) return this.again(tx, job, timer, pauseMs);
    const now = timer.dueAt;
    job.state = 'running';
    job.startedAt ??= now;
    if (job.batchesDone < job.batches && !(await this.runNextBatch(tx, job, now))) job.state = 'failed';
    const isDone = job.batchesDone === job.batches;
    if (isDone) job.state = job.dryRun ? 'validated' : 'completed';
    if (job.state !== 'running') job.finishedAt = new Date(Math.max(now.getTime(), Date.now()));
    await this.repository.save(tx, job);
    if (job.state === 'running') await this.again(tx, job, timer, 0);
  }

  /** One batch at a time: its rows lock thousands of keys, and the database has room for some thousands only. */
  private async isTurn(tx: Tx): Promise<boolean> {
    const connection = tx.queryRunner!;
    if (this.busy.has(connection)) return false;
    const [row] = await tx.query<{ free: boolean }[]>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('import.run', 0)) AS free`,
    );
    if (row!.free) this.busy.add(connection);
    return row!.free;
  }

  private again(tx: Tx, job: CustomerImport, { dueAt }: DueTimer, inMs: number): Promise<void> {
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const next = new Date(Math.max(dueAt.getTime() + 1, Date.now() + inMs));
    return this.timers.arm(tx, { kind: importTimer, aggregateId: job.id, epoch: job.run, dueAt: next });
  }

  /** False when the rows cannot be opened any more. */
  private async runNextBatch(tx: Tx, job: CustomerImport, now: Date): Promise<boolean> {
    const number = job.batchesDone + 1;
    const batch = await this.staged.batch(tx, job.id, number);
    if (!batch) {
      this.logger.error(`import ${job.id}: batch ${number} cannot be read`);
      return false;
    }
    const { done, failures } = await this.runRows(tx, job, batch, now);
    await this.staged.addFailures(tx, job.id, failures);
    if (!job.dryRun) {
      await this.records.note(tx, job.id, done);
      await this.staged.dropBatch(tx, job.id, number);
    }
    job.batchesDone = number;
    return true;
  }

  private async runRows(
    tx: Tx,
    job: CustomerImport,
    batch: Batch,
    now: Date,
  ): Promise<{ done: RowDone[]; failures: FailedRow[] }> {
    const texts = batch.rows.map((row) => decode(row, job));
    const readable = texts.flatMap(({ cells, fault }) => (fault ? [] : [cells]));
    const { columns, actor: by, dryRun: isDry, createdAt: observedAt, source, defaultKind } = job;
    const defaults = { source: source ?? '', kind: defaultKind ?? '' };
    const results = await this.rows.take(tx, readable, { columns, defaults, observedAt, by, now, isDry });
    const done: RowDone[] = [];
    const failures: FailedRow[] = [];
    let next = 0;
    texts.forEach(({ cells, fault }, at) => {
      const result = fault ? { faults: [fault] } : results[next++]!;
      if ('outcome' in result) {
        job[result.outcome]++;
        if (result.isResembling) job.resembling++;
        done.push(result);
        return;
      }
      job.failed++;
      failures.push({ rowNumber: batch.rowNumbers[at]!, faults: headed(result.faults, job), cells });
    });
    return { done, failures };
  }
}

/** The faults with the headings of the file, which are what whoever corrects it sees. */
function headed(faults: readonly RowFault[], job: CustomerImport): RowFault[] {
  const headers = headersOf(job);
  return faults.map((fault) => ({
    ...fault,
    column: headers[job.columns.indexOf(fault.column ?? '-')] ?? fault.column,
  }));
}

/** The cells as text. What looked like GB18030 as a whole may hold codes that stand for nothing. */
function decode(row: readonly string[], { encoding }: CustomerImport): { cells: string[]; fault?: RowFault } {
  if (!encoding) return { cells: [...row] };
  try {
    return { cells: row.map((cell) => textOf(cell, encoding)) };
  } catch {
    const message = { zh: '含有无法解码的字节', en: 'holds bytes that cannot be decoded' };
    return { cells: [], fault: { code: 'undecodable', column: null, message } };
  }
}
