import type { EventDraft, RescheduleReason, SlaMetric, WaitedFor } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ClockStarts } from '../sla/clock-starts.service.js';
import { ClocksService, type Moved, type PlannedClock, type SlaClock } from '../sla/clocks.service.js';
import { WaitsService } from '../sla/waits.service.js';
import type { Person } from './case.js';
import type { ServiceCase } from './case.entity.js';

/** What is owed to a case from its first moment, and anew with every reopening. */
const fromTheStart: readonly SlaMetric[] = ['resolution', 'acknowledge', 'first_response'];

/** The clocks that a cycle begins with, not stored yet. */
export interface PlannedCycle {
  /** When the case is due. */
  dueAt: Date;
  clocks: PlannedClock[];
}

/** What happens to the clocks of a locked case, as events of the case. */
@Injectable()
export class CaseClocks {
  constructor(
    private readonly clocks: ClocksService,
    private readonly starts: ClockStarts,
    private readonly waits: WaitsService,
    private readonly customers: CustomerDirectory,
  ) {}

  /** What a cycle of a case begins with. */
  async plan(tx: Tx, kase: Parameters<ClocksService['plan']>[1], startedAt: Date): Promise<PlannedCycle> {
    const clocks = await this.clocks.plan(tx, kase, fromTheStart, startedAt);
    const resolution = clocks.find(({ clock }) => clock.metric === 'resolution');
    if (!resolution) throw new Error('the policy has a resolution for every case');
    return { dueAt: resolution.clock.dueAt, clocks };
  }

  /** The same for the next cycle of a locked case, which its customer enters with the level of today where that is better. */
  async planAgain(tx: Tx, kase: ServiceCase, now: Date): Promise<PlannedCycle> {
    const card = kase.customerId === null ? null : await this.customers.find(tx, kase.customerId);
    if (card?.level) kase.rise(card.level);
    return this.plan(tx, { ...kase, cycle: kase.cycle + 1 }, now);
  }

  /** Starts a cycle. The case must be stored. */
  open(tx: Tx, { clocks }: PlannedCycle): Promise<void> {
    return this.clocks.start(tx, clocks);
  }

  /** @returns the deadline; null when the policy does not measure it */
  async start(tx: Tx, kase: ServiceCase, metric: SlaMetric, from: Date): Promise<Date | null> {
    const planned = await this.clocks.plan(tx, kase, [metric], from);
    await this.clocks.start(tx, planned);
    return planned[0]?.clock.dueAt ?? null;
  }

  /** Starts the clocks of what a locked and stored case is owed, and no clock of it measures, since when it is owed. */
  startOwed(tx: Tx, kase: ServiceCase, now: Date): Promise<SlaClock[]> {
    return this.starts.startOwed(tx, kase, now);
  }

  /** Starts a clock, unless it runs, or one of these others does. */
  async startUnless(tx: Tx, kase: ServiceCase, metric: SlaMetric, others: readonly SlaMetric[], from: Date) {
    const clocks = await this.clocks.ofCase(tx, kase.id);
    const runs = clocks.some((clock) => clock.isOpen && [metric, ...others].includes(clock.metric));
    if (!runs) await this.start(tx, kase, metric, from);
  }

  /** What was owed was done; `by` null: nobody of the desk did it. */
  async reached(
    tx: Tx,
    kase: ServiceCase,
    metrics: readonly SlaMetric[],
    now: Date,
    by: Person | null = null,
  ): Promise<EventDraft[]> {
    const results = await this.clocks.reach(tx, kase.id, metrics, now, by);
    return results.flatMap(({ clock, news }) => {
      if (news === 'met') return [kase.deadlineMet(clock, clock.metAt!, now)];
      return news === 'breached' ? [kase.deadlineBreached(clock)] : [];
    });
  }

  /** It is not owed any more. */
  cancel(tx: Tx, kase: ServiceCase, metrics: readonly SlaMetric[], now: Date): Promise<void> {
    return this.clocks.cancel(tx, kase.id, metrics, now);
  }

  /** The case ends without what was owed. A deadline that had passed had passed. */
  async ended(tx: Tx, kase: ServiceCase, now: Date): Promise<EventDraft[]> {
    await this.waits.end(tx, kase.id, now);
    return (await this.clocks.end(tx, kase.id, now)).map((clock) => kase.deadlineBreached(clock));
  }

  /** The case goes on for another one, whose clocks still run. */
  async joined(tx: Tx, kase: ServiceCase, otherId: string, now: Date): Promise<EventDraft[]> {
    return this.moved(kase, await this.clocks.join(tx, kase.id, otherId, now), 'merged', now);
  }

  async waiting(tx: Tx, kase: ServiceCase, reason: WaitedFor, now: Date): Promise<EventDraft[]> {
    await this.waits.begin(tx, kase, reason, now);
    return this.moved(kase, await this.clocks.waited(tx, kase.id, now), 'waiting', now);
  }

  async resumed(tx: Tx, kase: ServiceCase, now: Date): Promise<EventDraft[]> {
    await this.waits.end(tx, kase.id, now);
    return this.moved(kase, await this.clocks.waited(tx, kase.id, now), 'resumed', now);
  }

  /** The case is worse than it was, of another kind, or its customer worth more. */
  async tightened(
    tx: Tx,
    kase: ServiceCase,
    reason: 'level_rose' | 'severity_rose' | 'kind_changed',
    now: Date,
  ): Promise<EventDraft[]> {
    return this.moved(kase, await this.clocks.tighten(tx, kase, now), reason, now);
  }

  /** The first contact of the case is another one now: it counts from then. */
  async restarted(tx: Tx, kase: ServiceCase, now: Date): Promise<EventDraft[]> {
    return this.moved(kase, await this.clocks.restart(tx, kase.id, kase.openedAt, now), 'intake_moved', now);
  }

  private moved(kase: ServiceCase, moved: readonly Moved[], reason: RescheduleReason, now: Date): EventDraft[] {
    return moved.map(({ clock, before }) => kase.rescheduled(clock, before, reason, now));
  }
}
