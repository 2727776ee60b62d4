import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { BusinessCalendar } from './business-calendar.entity.js';
import type { WorkingTime } from './rules/business-time.js';
import { faultsOf, toWorkingTime, type WrittenCalendar } from './rules/calendar-faults.js';

/** The calendar that the desk works by. */
export const deskCalendar = 'default';

/** A calendar as people write it; no zone: the deployment's. */
export type NewCalendar = WrittenCalendar & { timeZone?: string | null };

/** A calendar with the zone that counts for it. */
export type KnownCalendar = BusinessCalendar & { timeZone: string };

@Injectable()
export class CalendarsService {
  constructor(@Inject(CONFIG) private readonly config: ServiceDeskConfig) {}

  /** The newest version. */
  async find(tx: Tx, id: string): Promise<KnownCalendar> {
    const calendar = await tx.findOne(BusinessCalendar, { where: { id }, order: { version: 'DESC' } });
    if (!calendar) throw new NotFound();
    return this.known(calendar);
  }

  /** What deadlines are computed with now, and its version. */
  async workingTime(tx: Tx): Promise<{ version: number; workingTime: WorkingTime }> {
    const calendar = await this.find(tx, deskCalendar);
    return { version: calendar.version, workingTime: toWorkingTime(calendar, calendar.timeZone) };
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
    if (faults.length > 0) throw new ValidationFailed(faults);
    // Whoever changes it waits here for the one who changes it just now.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar:${id}`]);
    const { version } = await this.find(tx, id);
    if (version !== readVersion) throw new StaleVersion(version);
    const calendar = Object.assign(new BusinessCalendar(), {
      id,
      version: version + 1,
      timeZone: content.timeZone ?? null,
      weekly: content.weekly.map(({ weekday, from, to }) => ({ weekday, from, to })),
      holidays: [...content.holidays],
      workingDays: content.workingDays.map(({ date, from, to }) => ({ date, from, to })),
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
