import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ClockChanges } from '../sla/clock-changes.service.js';
import type { ChangeWish } from '../sla/change-bases.service.js';
import { type ClockBatch, UndecidedClocks } from '../sla/undecided-clocks.js';
import { ChangeApplication } from './change-application.js';
import type { SlaChange } from './sla-change.entity.js';
import { type ChangedClock, SlaChangesRepository } from './sla-changes.repository.js';
import { changeTimer } from './sla-changes.service.js';

/**
 * Works reports and applications off, some cases per firing of a durable timer that re-arms itself. What a batch found or
 * moved, and how far it is, commit together: after a crash it goes on behind the last batch, and none counts twice.
 */
@Injectable()
export class SlaChangeRunner {
  /** A report only reads; an application holds the rows of its cases until it commits. */
  readonly casesAtOnce = { report: 500, application: 50 };

  constructor(
    private readonly repository: SlaChangesRepository,
    private readonly undecided: UndecidedClocks,
    private readonly clocks: ClockChanges,
    private readonly application: ChangeApplication,
    private readonly timers: Timers,
  ) {}

  @OnTimer(changeTimer)
  async goOn(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const change = await this.repository.lock(tx, aggregateId);
    if (change?.state !== 'running') return;
    const now = new Date(Math.max(dueAt.getTime(), (await databaseNow(tx)).getTime()));
    const batch = await this.undecided.behind(tx, change.doneTo, this.casesAtOnce[change.mode], now);
    const changed = await this.work(tx, change, batch, now);
    await this.repository.addClocks(tx, change.id, changed);
    note(change, changed);
    change.doneTo = batch.caseIds.at(-1) ?? change.doneTo;
    if (batch.caseIds.length === 0) {
      change.state = 'completed';
      // Cases come and go while it runs.
      change.total = change.checked;
      change.finishedAt = now;
    }
    await this.repository.saveProgress(tx, change);
    if (change.state !== 'running') return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: new Date(Math.max(dueAt.getTime() + 1, Date.now())) });
  }

  private async work(tx: Tx, change: SlaChange, batch: ClockBatch, now: Date): Promise<ChangedClock[]> {
    const wish = wishOf(change);
    const measured = await this.clocks.measure(tx, wish, batch, now);
    change.checked += casesOf([...batch.clocks, ...measured]).size;
    change.unreachable += measured.filter(({ after }) => after === null).length;
    const reached = measured.flatMap(({ after, ...clock }) => (after === null ? [] : [{ ...clock, after }]));
    return change.mode === 'application'
      ? this.application.apply(tx, [...casesOf(reached)].sort(), wish, change.reason!, now)
      : reached.filter(({ before, after }) => after.getTime() !== before?.getTime());
  }
}

const casesOf = (clocks: readonly { caseId: string }[]): Set<string> => new Set(clocks.map(({ caseId }) => caseId));

/** What a report measures would be the version after the one that it is based on. */
const wishOf = ({ calendarId, basedOn, version, draft, onlyProvisional }: SlaChange): ChangeWish => ({
  calendarId,
  version: version ?? basedOn + 1,
  draft,
  onlyProvisional,
});

function note(change: SlaChange, changed: readonly ChangedClock[]): void {
  change.changed += casesOf(changed).size;
  for (const { metric, level, before, after } of changed) {
    const direction = before === null ? 'new' : after < before ? 'earlier' : 'later';
    const key = [metric, level ?? 'unknown', direction].join(' ');
    change.counts[key] = (change.counts[key] ?? 0) + 1;
  }
}
