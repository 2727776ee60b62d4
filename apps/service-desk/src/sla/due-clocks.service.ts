import { type ArmTimer, type DueTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { clockTimer, reached } from './clock-deadlines.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { LoadedCalendars } from './loaded-calendars.js';
import { boundOf, nextAlarm } from './rules/standing.js';
import type { SlaClock } from './sla-clock.entity.js';
import { WaitsService } from './waits.service.js';

/** A share of the time of a clock that is used up. */
export interface Passed {
  clock: SlaClock;
  percent: number;
  at: Date;
}

/** The clocks whose timers are due, many with a few statements. */
@Injectable()
export class DueClocks {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly calendars: CalendarsService,
    private readonly waits: WaitsService,
    private readonly timers: Timers,
  ) {}

  /** The case of each clock that there is. */
  casesOf(tx: Tx, clockIds: readonly string[]): Promise<Map<string, string>> {
    return this.repository.casesOf(tx, clockIds);
  }

  /** What timers stand for, in their order; nothing of those that have nothing to say any more. The cases are locked. */
  async pass(tx: Tx, timers: readonly DueTimer[], now: Date): Promise<Passed[]> {
    const clocks = await this.repository.findAll(
      tx,
      timers.map(({ aggregateId }) => aggregateId),
    );
    const undecided = [...clocks.values()].filter(({ isUndecided }) => isUndecided);
    const waits = await this.waits.ofAll(tx, undecided);
    const calendars = new LoadedCalendars(this.calendars);
    for (const { terms } of undecided) await calendars.load(tx, terms);
    const passed: Passed[] = [];
    const alarms: ArmTimer[] = [];
    for (const { aggregateId, epoch, dueAt } of timers) {
      const clock = clocks.get(aggregateId);
      if (!clock?.isUndecided || clock.epoch !== epoch) continue;
      // Not before the deadline: the transaction of the batch may have begun a moment earlier.
      const asOf = new Date(Math.max(dueAt.getTime(), now.getTime()));
      const bound = reached(() => boundOf(clock, waits(clock), calendars.scheduleOf, asOf));
      const { evaluation } = bound;
      const due = evaluation.warnings.filter(({ percent, at }) => at! <= asOf && percent > clock.told).at(-1);
      if (due) {
        clock.stand(bound, asOf);
        clock.tell(due.percent);
        passed.push({ clock, percent: due.percent, at: due.at! });
      }
      const next = clock.isUndecided && nextAlarm(evaluation, clock.told);
      if (next) alarms.push({ kind: clockTimer, aggregateId: clock.id, epoch: clock.epoch, dueAt: next.at });
    }
    await this.repository.saveAlarms(
      tx,
      passed.map(({ clock }) => clock),
    );
    await this.timers.armAll(tx, alarms);
    return passed;
  }
}
