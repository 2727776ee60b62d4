import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { SlaChangesRepository } from './sla-changes.repository.js';

/** Fires when a report is old; aggregate: the report. */
export const retentionTimer = 'sla.change.retention';
/** So long a report is kept. What was applied stays. */
export const daysKept = 90;

/** Deletes old reports, some lines per firing. Of one that an application goes by what it was about stays, without its lines. */
@Injectable()
export class SlaChangeRetention {
  linesAtOnce = 20_000;

  constructor(
    private readonly repository: SlaChangesRepository,
    private readonly timers: Timers,
  ) {}

  @OnTimer(retentionTimer)
  async forget(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const change = await this.repository.lock(tx, aggregateId);
    if (change?.mode !== 'report') return;
    const deleted = await this.repository.deleteClocks(tx, aggregateId, this.linesAtOnce);
    if (deleted < this.linesAtOnce) return this.repository.deleteUnused(tx, aggregateId);
    // Another due time, since the worker marks the timer as fired where it is still the same.
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: new Date(Math.max(dueAt.getTime() + 1, Date.now())) });
  }
}
