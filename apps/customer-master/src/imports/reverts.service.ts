import { Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Undone } from '../customers/record-returns.service.js';
import { ImportRecordsRepository } from './import-records.repository.js';
import { NotRevertible } from './imports.errors.js';
import { type CustomerImport, ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { revertTimer } from './revert-runner.js';

export interface RevertCounts extends Record<Undone, number> {
  /** Records that are not taken back yet. */
  open: number;
}

/** Takes imports back: what an import wrote goes, what was said later stays. */
@Injectable()
export class ImportReverts {
  constructor(
    private readonly imports: ImportsService,
    private readonly repository: ImportsRepository,
    private readonly records: ImportRecordsRepository,
    private readonly timers: Timers,
  ) {}

  /** What taking it back would do now. @throws NotFound */
  async preview(tx: Tx, id: string, by: User): Promise<Record<Undone, number> & { customersWithdrawn: number }> {
    await this.imports.find(tx, id, by);
    return this.records.preview(tx, id);
  }

  /** What taking it back has done so far. @throws NotFound */
  async report(tx: Tx, id: string, by: User): Promise<{ job: CustomerImport; counts: RevertCounts }> {
    return { job: await this.imports.find(tx, id, by), counts: await this.records.counts(tx, id) };
  }

  /** Begins; asked again it changes nothing. @throws NotFound, NotRevertible */
  async start(tx: Tx, id: string, by: User, now: Date): Promise<CustomerImport> {
    const job = await this.imports.lock(tx, id, by);
    if (job.state === 'reverting' || job.state === 'reverted') return job;
    if (job.dryRun || !['completed', 'cancelled', 'failed'].includes(job.state)) throw new NotRevertible(job.state);
    const reverting = { ...job, state: 'reverting' as const, revertedBy: by.id, revertStartedAt: now };
    await this.repository.save(tx, reverting);
    await this.timers.arm(tx, { kind: revertTimer, aggregateId: id, epoch: 1, dueAt: now });
    return reverting;
  }
}
