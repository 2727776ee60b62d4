import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ImportBatches } from './import-batches.service.js';
import { type CustomerImport, ImportsRepository } from './imports.repository.js';

export const importTimer = 'import.run';

/** After so long another import is asked for again. */
const pauseMs = 200;

/**
 * Works imports off, one batch per firing of a durable timer that re-arms itself. The batch, the counts and the effect of
 * its rows commit together: after a crash the run goes on with the first batch that has no effect yet, and none has two.
 */
@Injectable()
export class ImportRunner {
  /** Connections whose transaction has worked on a batch; each transaction has one of its own. */
  private readonly busy = new WeakSet<object>();

  constructor(
    private readonly repository: ImportsRepository,
    private readonly batches: ImportBatches,
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
    if (!(await this.goOn(tx, job, now))) job.state = 'failed';
    const isDone = job.batchesRead === job.batches && job.batchesDone === job.batches;
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

  /** The whole file is read before its first row is handled: the last row about a record counts. False: it cannot be read. */
  private async goOn(tx: Tx, job: CustomerImport, now: Date): Promise<boolean> {
    if (job.batchesRead < job.batches) return this.batches.readAhead(tx, job);
    return job.batchesDone === job.batches || this.batches.runNext(tx, job, now);
  }
}
