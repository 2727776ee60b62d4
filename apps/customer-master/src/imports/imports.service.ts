import { Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { importTimer } from './import-runner.js';
import type { Upload } from './import-uploads.js';
import { NotCancellable, NotValidated } from './imports.errors.js';
import { type CustomerImport, ImportsRepository, noCounts } from './imports.repository.js';
import { ImportMappings } from './mappings.service.js';
import { type FailedRow, StagedRowsRepository } from './staged-rows.repository.js';

/** Imports of source records by file. Who sees only a department sees only the own imports. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly staged: StagedRowsRepository,
    private readonly mappings: ImportMappings,
    private readonly timers: Timers,
  ) {}

  /** A file that is staged completely becomes an import, and starts; what was said of its headings is remembered. */
  async start(tx: Tx, upload: Upload, now: Date): Promise<CustomerImport> {
    const { id, file, mapping, source, dryRun, defaultKind } = upload;
    const received = (await this.repository.lock(tx, id))!;
    const { format, sheet, encoding, rows, batches } = file;
    const columns = mapping.map(({ column }) => column ?? '');
    const job: CustomerImport = {
      ...received,
      ...{ state: 'staged', dryRun, source, defaultKind, format, sheet, encoding, rows, batches, columns, mapping },
    };
    if (source && upload.columns) {
      const before = (await this.mappings.find(tx, source))?.columns;
      const all = { ...before, ...upload.columns };
      await this.mappings.remember(tx, { source, columns: all, changedBy: received.actor.id, changedAt: now });
    }
    return this.setGoing(tx, job, now);
  }

  /** Runs what a dry run has validated. @throws NotFound, NotValidated */
  async commit(tx: Tx, id: string, by: User, now: Date): Promise<CustomerImport> {
    const job = await this.lock(tx, id, by);
    if (job.state !== 'validated') throw new NotValidated(job.state);
    await this.staged.clearFailures(tx, id);
    const fresh = { ...noCounts, batchesDone: 0, startedAt: null, finishedAt: null };
    return this.setGoing(tx, { ...job, ...fresh, state: 'staged', dryRun: false, run: 2 }, now);
  }

  /**
   * Ends an import before its time, between two batches. What was imported stays; `revert` takes it back. Its timer is
   * left to find that there is nothing to do: whoever runs it holds it while it waits for the import's row.
   * @throws NotFound, NotCancellable
   */
  async cancel(tx: Tx, id: string, by: User, now: Date): Promise<CustomerImport> {
    const job = await this.lock(tx, id, by);
    if (job.state !== 'staged' && job.state !== 'running' && job.state !== 'validated') {
      throw new NotCancellable(job.state);
    }
    await this.staged.dropBatches(tx, id);
    const cancelled = { ...job, state: 'cancelled' as const, finishedAt: now };
    await this.repository.save(tx, cancelled);
    return cancelled;
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string, by: User): Promise<CustomerImport> {
    const job = await this.repository.find(tx, id, seenBy(by));
    if (!job) throw new NotFound();
    return job;
  }

  /** For who changes it. @throws NotFound */
  async lock(tx: Tx, id: string, by: User): Promise<CustomerImport> {
    await this.find(tx, id, by);
    return (await this.repository.lock(tx, id))!;
  }

  /** The newest first. */
  page(tx: Tx, before: string | undefined, limit: number, by: User): Promise<CustomerImport[]> {
    return this.repository.page(tx, seenBy(by), before, limit);
  }

  failures(tx: Tx, id: string, afterRow: number, limit: number): Promise<FailedRow[]> {
    return this.staged.failures(tx, id, afterRow, limit);
  }

  private async setGoing(tx: Tx, job: CustomerImport, now: Date): Promise<CustomerImport> {
    await this.repository.save(tx, job);
    await this.timers.arm(tx, { kind: importTimer, aggregateId: job.id, epoch: job.run, dueAt: now });
    return job;
  }
}

const seenBy = (by: User): string | null => (by.scope === 'all' ? null : by.id);
