import type { CaseKind, CaseSeverity, ValueLevel } from '@crm/contracts';
import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { v7 as newId } from 'uuid';
import { CalendarsService, deskCalendar } from '../calendars/calendars.service.js';
import { SlaClock } from './sla-clock.entity.js';
import { CalendarExhausted } from './sla.errors.js';

export type { SlaClock };

/** Kind of the timer that fires at the deadline; aggregate: the case, epoch: its cycle. */
export const resolutionTimer = 'sla.resolution';

/** What a deadline depends on. */
export interface NewClock {
  caseId: string;
  cycle: number;
  kind: CaseKind;
  severity: CaseSeverity;
  /** Value level of the customer; null: not known. */
  level: ValueLevel | null;
  /** Counted from its second on. */
  startedAt: Date;
}

/** One clock per cycle of a case. Its caller holds the lock of the case's row. */
@Injectable()
export class ClocksService {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly timers: Timers,
  ) {}

  /** A clock by the newest policy and calendar; not stored yet. */
  async plan(tx: Tx, { caseId, cycle, kind, severity, level, startedAt }: NewClock): Promise<SlaClock> {
    const start = new Date(Math.floor(startedAt.getTime() / 1000) * 1000);
    const { policyVersion, targetSeconds } = await this.target(tx, kind, severity, level);
    const { version, schedule } = await this.calendars.schedule(tx, deskCalendar);
    const dueAt = schedule.reach(start.getTime(), targetSeconds * 1_000);
    if (dueAt === undefined) throw new CalendarExhausted();
    return Object.assign(new SlaClock(), {
      id: newId(),
      caseId,
      metric: 'resolution',
      cycle,
      policyVersion,
      calendarVersion: version,
      startedAt: start,
      targetSeconds,
      dueAt: new Date(dueAt),
      state: 'running',
      metAt: null,
    } satisfies Partial<SlaClock>);
  }

  /** Stores a planned clock and arms its timer. The case must be stored. */
  async start(tx: Tx, clock: SlaClock): Promise<void> {
    await tx.insert(SlaClock, clock);
    const { caseId, cycle, dueAt } = clock;
    await this.timers.arm(tx, { kind: resolutionTimer, aggregateId: caseId, epoch: cycle, dueAt });
  }

  /** Marks a passed deadline; the clock if that is news, else null. */
  async breach(tx: Tx, caseId: string, cycle: number, now: Date): Promise<SlaClock | null> {
    const clock = await tx.findOneByOrFail(SlaClock, { caseId, metric: 'resolution', cycle });
    if (!clock.breach(now)) return null;
    await this.save(tx, clock);
    return clock;
  }

  /**
   * Stops the clock and says what is to be announced. The timer is left to fire in vain: cancelling it here could
   * deadlock with the batch of timers that waits for this case.
   */
  async reach(tx: Tx, caseId: string, cycle: number, now: Date) {
    const clock = await tx.findOneByOrFail(SlaClock, { caseId, metric: 'resolution', cycle });
    const news = clock.reach(now);
    await this.save(tx, clock);
    return { clock, news };
  }

  /** The clock of the present cycle of each case. */
  async current(tx: Tx, cases: readonly { id: string; cycle: number }[]): Promise<Map<string, SlaClock>> {
    const clocks = await tx.findBy(SlaClock, { caseId: In(cases.map(({ id }) => id)) });
    const cycleOf = new Map(cases.map(({ id, cycle }) => [id, cycle]));
    return new Map(
      clocks.filter((clock) => cycleOf.get(clock.caseId) === clock.cycle).map((clock) => [clock.caseId, clock]),
    );
  }

  private async save(tx: Tx, { id, state, metAt }: SlaClock): Promise<void> {
    await tx.update(SlaClock, { id }, { state, metAt });
  }

  /** Seconds of business time that the newest policy allows. */
  private async target(tx: Tx, kind: CaseKind, severity: CaseSeverity, level: ValueLevel | null) {
    const [target] = await tx.query<{ policyVersion: number; targetSeconds: number }[]>(
      `SELECT t.policy_version AS "policyVersion",
              greatest(1, t.target_seconds * coalesce(s.percent, 100) / 100) AS "targetSeconds"
       FROM sla_target t
       LEFT JOIN sla_level_share s ON s.policy_version = t.policy_version AND s.level = $3
       WHERE t.kind = $1 AND t.severity = $2
       ORDER BY t.policy_version DESC LIMIT 1`,
      [kind, severity, level],
    );
    return target!;
  }
}
