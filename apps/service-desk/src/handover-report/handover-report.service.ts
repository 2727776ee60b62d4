import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import type { DeclineCode } from '../handovers/rules/decline-codes.js';
import { HandoverFactsRepository, type Period } from './handover-facts.repository.js';
import { type HoldTimes, holdTimesOf, type Stretch } from './rules/figures.js';

/** What one department did with what was offered to it, and how long it held cases. */
export interface DepartmentFigures {
  department: string;
  received: number;
  accepted: number;
  declined: number;
  declinedBy: Partial<Record<DeclineCode, number>>;
  bounces: number;
  hold: HoldTimes;
  overTwoDepartments: number;
}

export interface HandoverReport extends Period {
  /** In order of the department's id; for users of department scope their own only. */
  departments: DepartmentFigures[];
  /** Cases that were in the hands of more than two departments, each once. */
  overTwoDepartments: number;
}

/** Who passes cases on, and how long they lie where. */
@Injectable()
export class HandoverReportService {
  constructor(
    private readonly facts: HandoverFactsRepository,
    private readonly calendars: CalendarsService,
  ) {}

  async make(tx: Tx, period: Period, viewer: User): Promise<HandoverReport> {
    const own = viewer.scope === 'all' ? null : (viewer.department ?? '');
    const offers = await this.facts.offers(tx, period, own);
    const bounces = countsOf(await this.facts.bounces(tx, period, own));
    const stretches = await this.stretches(tx, period, own);
    const travelled = countsOf(await this.facts.travelled(tx, period, own));
    const overTwoDepartments = travelled.get('') ?? 0;
    travelled.delete('');
    const names = new Set([
      ...offers.map(({ department }) => department),
      ...bounces.keys(),
      ...stretches.keys(),
      ...travelled.keys(),
    ]);
    const departments = [...names].sort().map((department): DepartmentFigures => {
      const theirs = offers.filter((one) => one.department === department);
      const sum = (rows: typeof offers): number => rows.reduce((total, { count }) => total + count, 0);
      const declinedBy: DepartmentFigures['declinedBy'] = {};
      for (const { declineCode, count } of theirs) {
        if (declineCode) declinedBy[declineCode] = (declinedBy[declineCode] ?? 0) + count;
      }
      return {
        department,
        received: sum(theirs),
        accepted: sum(theirs.filter(({ state }) => state === 'accepted')),
        declined: sum(theirs.filter(({ declineCode }) => declineCode !== null)),
        declinedBy,
        bounces: bounces.get(department) ?? 0,
        hold: holdTimesOf(stretches.get(department) ?? []),
        overTwoDepartments: travelled.get(department) ?? 0,
      };
    });
    return { ...period, departments, overTwoDepartments };
  }

  /** What was let go of, by department; measured by the calendar of each case's resolution, in its newest version. */
  private async stretches(tx: Tx, period: Period, department: string | null): Promise<Map<string, Stretch[]>> {
    const rows = await this.facts.held(tx, period, department);
    const schedules = new Map<string, Awaited<ReturnType<CalendarsService['schedule']>>['schedule']>();
    for (const id of new Set(rows.map(({ calendarId }) => calendarId))) {
      schedules.set(id, (await this.calendars.schedule(tx, id)).schedule);
    }
    const byDepartment = new Map<string, Stretch[]>();
    for (const { calendarId, ...row } of rows) {
      const worked = schedules.get(calendarId)!.worked(row.from.getTime(), row.to.getTime());
      const stretch = { ...row, businessSeconds: Math.round(worked / 1000) };
      const known = byDepartment.get(row.department);
      if (known) known.push(stretch);
      else byDepartment.set(row.department, [stretch]);
    }
    return byDepartment;
  }
}

const countsOf = (rows: readonly { department: string; count: number }[]): Map<string, number> =>
  new Map(rows.map(({ department, count }) => [department, count]));
