import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CalendarsService, type KnownCalendar } from './calendars.service.js';
import { faultsOfFile, type HolidayFile, toPublicYear } from './rules/holiday-file.js';
import { type ChangedDay, changedDays, type PublicYear, replaceYears, saySame } from './rules/public-days.js';
import { shippedHolidays } from './shipped-holidays.js';

/** What an import made of a calendar. */
export interface Imported {
  /** The new version; the one that was there when the import says nothing new. */
  calendar: KnownCalendar;
  /** Public days that count otherwise than before. */
  changed: ChangedDay[];
}

/** Who changes which version of a calendar when. */
export interface Change {
  id: string;
  /** The newest one that the user has read. */
  readVersion: number;
  by: string;
  now: Date;
}

/** Brings the Chinese public holidays of years into a calendar, which follows them from then on. */
@Injectable()
export class CalendarImportsService {
  constructor(private readonly calendars: CalendarsService) {}

  /** One year as holiday-cn publishes it. @throws ValidationFailed, NotFound, StaleVersion */
  importFile(tx: Tx, file: HolidayFile, change: Change): Promise<Imported> {
    const faults = faultsOfFile(file);
    if (faults.length > 0) throw new ValidationFailed(faults);
    return this.importYears(tx, [toPublicYear(file)], change);
  }

  /** Years that come with the product. @throws NotFound, StaleVersion */
  importShipped(tx: Tx, years: readonly number[], change: Change): Promise<Imported> {
    return this.importYears(tx, shippedHolidays(years), change);
  }

  /** Replaces what an earlier import said of these years; days that were written by hand stay and win. */
  private async importYears(tx: Tx, news: readonly PublicYear[], change: Change): Promise<Imported> {
    const { id, readVersion, by, now } = change;
    const newest = await this.calendars.lockNewest(tx, id, readVersion);
    const saying = { publicHolidays: 'CN' as const, publicYears: replaceYears(newest.publicYears, news) };
    if (newest.publicHolidays === 'CN' && saySame(newest.publicYears, saying.publicYears)) {
      return { calendar: await this.calendars.find(tx, id, newest.version), changed: [] };
    }
    const changed = changedDays(newest, saying);
    return { calendar: await this.calendars.addAfter(tx, newest, { ...newest, ...saying }, by, now), changed };
  }
}
