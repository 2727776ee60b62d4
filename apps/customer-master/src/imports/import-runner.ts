import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { textOf } from './csv-file.js';
import { type Batch, type CustomerImport, type FailedRow, ImportsRepository } from './imports.repository.js';
import { RowImporter } from './row-importer.js';
import type { RowFault } from './rules/record-of-row.js';

export const importTimer = 'import.run';

/**
 * Works imports off, one batch per firing of a durable timer that re-arms itself. The batch, the counts and the effect of
 * its rows commit together: after a crash the run goes on with the first batch that has no effect yet, and none has two.
 */
@Injectable()
export class ImportRunner {
  private readonly logger = new Logger(ImportRunner.name);

  constructor(
    private readonly repository: ImportsRepository,
    private readonly rows: RowImporter,
    private readonly timers: Timers,
  ) {}

  @OnTimer(importTimer)
  async run(tx: Tx, timer: DueTimer): Promise<void> {
    const job = await this.repository.lock(tx, timer.aggregateId);
    if (!job || job.run !== timer.epoch || (job.state !== 'staged' && job.state !== 'running')) return;
    const now = timer.dueAt;
    job.state = 'running';
    job.startedAt ??= now;
    if (job.batchesDone < job.batches && !(await this.runNextBatch(tx, job, now))) job.state = 'failed';
    const isDone = job.batchesDone === job.batches;
    if (isDone) job.state = job.dryRun ? 'validated' : 'completed';
    if (job.state !== 'running') job.finishedAt = new Date(Math.max(now.getTime(), Date.now()));
    await this.repository.save(tx, job);
    if (job.state === 'running') {
      // Another due time, since the worker marks the timer as fired where it is still the same.
      const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
      await this.timers.arm(tx, { kind: importTimer, aggregateId: job.id, epoch: job.run, dueAt });
    }
  }

  /** False when the rows cannot be opened any more. */
  private async runNextBatch(tx: Tx, job: CustomerImport, now: Date): Promise<boolean> {
    const number = job.batchesDone + 1;
    const batch = await this.repository.batch(tx, job.id, number);
    if (!batch) {
      this.logger.error(`import ${job.id}: batch ${number} cannot be read`);
      return false;
    }
    const failures: FailedRow[] = [];
    for (const at of batch.rows.keys()) await this.runRow(tx, job, batch, at, now, failures);
    await this.repository.addFailures(tx, job.id, failures);
    if (!job.dryRun) await this.repository.dropBatch(tx, job.id, number);
    job.batchesDone = number;
    return true;
  }

  private async runRow(
    tx: Tx,
    job: CustomerImport,
    batch: Batch,
    at: number,
    now: Date,
    failures: FailedRow[],
  ): Promise<void> {
    const { cells, fault } = decode(batch.rows[at]!, job);
    const { columns, actor: by, dryRun: isDry, createdAt: observedAt } = job;
    const result = fault
      ? { faults: [fault] }
      : await this.rows.take(tx, { cells, columns, source: job.source ?? '', observedAt, by, now, isDry });
    if ('outcome' in result) {
      job[result.outcome]++;
      return;
    }
    job.failed++;
    failures.push({ rowNumber: batch.rowNumbers[at]!, faults: result.faults, cells });
  }
}

/** The cells as text. What looked like GB18030 as a whole may hold codes that stand for nothing. */
function decode(row: readonly string[], { encoding }: CustomerImport): { cells: string[]; fault?: RowFault } {
  try {
    return { cells: row.map((cell) => textOf(cell, encoding)) };
  } catch {
    const message = { zh: '含有无法解码的字节', en: 'holds bytes that cannot be decoded' };
    return { cells: [], fault: { code: 'undecodable', column: null, message } };
  }
}
