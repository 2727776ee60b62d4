import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { RecordReturns } from '../customers/record-returns.service.js';
import { EmptiedMerges } from '../identity/emptied-merges.service.js';
import { ImportRecordsRepository } from './import-records.repository.js';
import { ImportsRepository } from './imports.repository.js';

export const revertTimer = 'import.revert';

/** Records of one firing: each locks a customer until the end of its transaction. */
const recordsPerBatch = 20;

/** Takes imports back, some records per firing of a durable timer that re-arms itself; after a crash it goes on behind the last ones. */
@Injectable()
export class RevertRunner {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly records: ImportRecordsRepository,
    private readonly returns: RecordReturns,
    private readonly emptied: EmptiedMerges,
    private readonly timers: Timers,
  ) {}

  @OnTimer(revertTimer)
  async run(tx: Tx, timer: DueTimer): Promise<void> {
    const job = await this.repository.lock(tx, timer.aggregateId);
    if (job?.state !== 'reverting') return;
    const now = timer.dueAt;
    const because = { importId: job.id, by: job.revertedBy!, now };
    const batch = await this.records.next(tx, job.id, job.revertedTo, recordsPerBatch);
    await this.returns.lock(
      tx,
      batch.map(({ recordId }) => recordId),
    );
    for (const record of batch) {
      const { undone, customerId } = await this.returns.takeBack(tx, record, because);
      if (customerId) await this.emptied.part(tx, { recordId: record.recordId, customerId }, because);
      await this.records.setUndone(tx, job.id, record.recordId, undone);
    }
    const revertedTo = batch.at(-1)?.recordId ?? job.revertedTo;
    if (batch.length === recordsPerBatch) {
      await this.repository.save(tx, { ...job, revertedTo });
      // Another due time, since the worker marks the timer as fired where it is still the same.
      const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
      return this.timers.arm(tx, { kind: revertTimer, aggregateId: job.id, epoch: timer.epoch, dueAt });
    }
    await this.repository.save(tx, {
      ...job,
      state: 'reverted',
      revertedTo,
      revertedAt: new Date(Math.max(now.getTime(), Date.now())),
    });
  }
}
