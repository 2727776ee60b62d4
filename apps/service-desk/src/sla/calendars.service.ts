import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { BusinessCalendar } from './business-calendar.entity.js';
import { faultsOf, hasWorkingTime, toWorkingTime, weekdays, type WrittenCalendar } from './rules/calendar.js';
import { Schedule } from './rules/schedule.js';

/** The calendar that the desk works by. */
export const deskCalendar = 'default';

/** A calendar as people write it; no zone: the deployment's. */
export type NewCalendar = WrittenCalendar & { timeZone?: string | null };

/** A calendar with the zone that counts for it. */
export type KnownCalendar = BusinessCalendar & { timeZone: string };

const neverWorked = { zh: '日历中没有任何工作时间', en: 'The calendar has no working time at all.' };

@Injectable()
export class CalendarsService {
  /** Schedules by calendar, version and zone: what was laid out for one deadline serves the next. */
  private readonly schedules = new Map<string, Schedule>();

  constructor(@Inject(CONFIG) private readonly config: ServiceDeskConfig) {}

  /** The newest version. */
  async find(tx: Tx, id: string): Promise<KnownCalendar> {
    const calendar = await tx.findOne(BusinessCalendar, { where: { id }, order: { version: 'DESC' } });
    if (!calendar) throw new NotFound();
    return this.known(calendar);
  }

  /** What deadlines are computed with now, and its version. */
  async schedule(tx: Tx, id: string): Promise<{ version: number; schedule: Schedule }> {
    const calendar = await this.find(tx, id);
    const { version, timeZone } = calendar;
    const name = `${id} ${version} ${timeZone}`;
    let schedule = this.schedules.get(name);
    if (!schedule) {
      // The versions before are asked for no more.
      for (const known of this.schedules.keys()) if (known.startsWith(`${id} `)) this.schedules.delete(known);
      this.schedules.set(name, (schedule = new Schedule(toWorkingTime(calendar, timeZone))));
    }
    return { version, schedule };
  }

  /** Of a calendar that is kept nowhere. @throws ValidationFailed with pointers below `/calendar` */
  scheduleOf(content: NewCalendar): Schedule {
    const faults = faultsOf(content).map(({ pointer, message }) => ({ pointer: `/calendar${pointer}`, message }));
    if (faults.length > 0) throw new ValidationFailed(faults);
    return new Schedule(toWorkingTime(content, content.timeZone ?? this.config.BUSINESS_TIME_ZONE));
  }

  /** Adds a version. Clocks that run keep the deadline that they were started with. */
  async replace(
    tx: Tx,
    id: string,
    content: NewCalendar,
    readVersion: number,
    by: string,
    now: Date,
  ): Promise<KnownCalendar> {
    const faults = faultsOf(content);
    if (!hasWorkingTime(content)) faults.push({ pointer: '/weekly', message: neverWorked });
    if (faults.length > 0) throw new ValidationFailed(faults);
    // Whoever changes it waits here for the one who changes it just now.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar:${id}`]);
    const { version } = await this.find(tx, id);
    if (version !== readVersion) throw new StaleVersion(version);
    const calendar = Object.assign(new BusinessCalendar(), {
      id,
      version: version + 1,
      timeZone: content.timeZone ?? null,
      weekly: Object.fromEntries(weekdays.flatMap((day) => (content.weekly[day] ? [[day, content.weekly[day]]] : []))),
      holidays: [...content.holidays],
      workingDays: content.workingDays.map(({ date, windows }) => ({ date, windows })),
      changedAt: now,
      changedBy: by,
    } satisfies BusinessCalendar);
    await tx.insert(BusinessCalendar, calendar);
    return this.known(calendar);
  }

  private known(calendar: BusinessCalendar): KnownCalendar {
    return Object.assign(calendar, { timeZone: calendar.timeZone ?? this.config.BUSINESS_TIME_ZONE });
  }
}
