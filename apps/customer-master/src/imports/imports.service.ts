import { Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { importTimer } from './import-runner.js';
import type { Upload } from './import-uploads.js';
import { NotValidated } from './imports.errors.js';
import { type CustomerImport, type FailedRow, ImportsRepository } from './imports.repository.js';

/** Imports of source records by file. Who sees only a department sees only the own imports. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly timers: Timers,
  ) {}

  /** A file that is staged completely becomes an import, and starts. */
  async start(tx: Tx, { id, file, source, dryRun }: Upload, now: Date): Promise<CustomerImport> {
    const received = (await this.repository.lock(tx, id))!;
    const { columns, encoding, rows, batches } = file;
    const job: CustomerImport = { ...received, state: 'staged', dryRun, source, columns, encoding, rows, batches };
    return this.setGoing(tx, job, now);
  }

  /** Runs what a dry run has validated. @throws NotFound, NotValidated */
  async commit(tx: Tx, id: string, by: User, now: Date): Promise<CustomerImport> {
    await this.find(tx, id, by);
    const job = (await this.repository.lock(tx, id))!;
    if (job.state !== 'validated') throw new NotValidated(job.state);
    await this.repository.clearFailures(tx, id);
    const fresh = { registered: 0, attached: 0, updated: 0, unchanged: 0, failed: 0, batchesDone: 0 };
    const again = {
      ...job,
      ...fresh,
      state: 'staged' as const,
      dryRun: false,
      run: 2,
      startedAt: null,
      finishedAt: null,
    };
    return this.setGoing(tx, again, now);
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string, by: User): Promise<CustomerImport> {
    const job = await this.repository.find(tx, id, seenBy(by));
    if (!job) throw new NotFound();
    return job;
  }

  /** The newest first. */
  page(tx: Tx, before: string | undefined, limit: number, by: User): Promise<CustomerImport[]> {
    return this.repository.page(tx, seenBy(by), before, limit);
  }

  failures(tx: Tx, id: string, afterRow: number, limit: number): Promise<FailedRow[]> {
    return this.repository.failures(tx, id, afterRow, limit);
  }

  private async setGoing(tx: Tx, job: CustomerImport, now: Date): Promise<CustomerImport> {
    await this.repository.save(tx, job);
    await this.timers.arm(tx, { kind: importTimer, aggregateId: job.id, epoch: job.run, dueAt: now });
    return job;
  }
}

const seenBy = (by: User): string | null => (by.scope === 'all' ? null : by.id);
