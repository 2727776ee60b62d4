import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type Asking, type OpenCasesChoice, type SlaChange, SlaChanges } from '../sla-changes/sla-changes.service.js';
import { type CalendarSaying, CalendarsService, type KnownCalendar, sayingOf } from './calendars.service.js';
import { faultsOfFile, type HolidayFile, toPublicYear } from './rules/holiday-file.js';
import { type ChangedDay, changedDays, type PublicYear, replaceYears, saySame } from './rules/public-days.js';
import { shippedHolidays } from './shipped-holidays.js';

/** What an import made of a calendar. */
export interface Imported {
  /** The new version; the one that was there when the import says nothing new. */
  calendar: KnownCalendar;
  /** Public days that count otherwise than before. */
  changed: ChangedDay[];
  /** How open cases get to know it; null: it says nothing new. */
  change: SlaChange | null;
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
  constructor(
    private readonly calendars: CalendarsService,
    private readonly changes: SlaChanges,
  ) {}

  /** One year as holiday-cn publishes it. @throws ValidationFailed, NotFound, StaleVersion, as `SlaChanges.publish` */
  importFile(tx: Tx, file: HolidayFile, change: Change, choice: OpenCasesChoice = {}): Promise<Imported> {
    return this.importYears(tx, yearsOf(file), change, choice);
  }

  /** Years that come with the product. @throws NotFound, StaleVersion, as `SlaChanges.publish` */
  importShipped(tx: Tx, years: readonly number[], change: Change, choice: OpenCasesChoice = {}): Promise<Imported> {
    return this.importYears(tx, shippedHolidays(years), change, choice);
  }

  /** Begins to measure what the import of a file would mean for the open cases. @throws ValidationFailed, NotFound */
  reportFile(tx: Tx, id: string, file: HolidayFile, asking: Asking): Promise<SlaChange> {
    return this.reportYears(tx, id, yearsOf(file), asking);
  }

  /** The same of years that come with the product. @throws NotFound */
  reportShipped(tx: Tx, id: string, years: readonly number[], asking: Asking): Promise<SlaChange> {
    return this.reportYears(tx, id, shippedHolidays(years), asking);
  }

  private async reportYears(tx: Tx, id: string, news: readonly PublicYear[], asking: Asking): Promise<SlaChange> {
    const newest = await this.calendars.newest(tx, id);
    const of = { subject: 'calendar', calendarId: id, basedOn: newest.version } as const;
    return this.changes.report(tx, of, following(newest, news), asking);
  }

  /** Replaces what an earlier import said of these years; days that were written by hand stay and win. */
  private async importYears(
    tx: Tx,
    news: readonly PublicYear[],
    { id, readVersion, by, now }: Change,
    choice: OpenCasesChoice,
  ): Promise<Imported> {
    const newest = await this.calendars.lockNewest(tx, id, readVersion);
    const content = following(newest, news);
    if (newest.publicHolidays === 'CN' && saySame(newest.publicYears, content.publicYears)) {
      return { calendar: await this.calendars.find(tx, id, newest.version), changed: [], change: null };
    }
    const changed = changedDays(newest, content);
    const calendar = await this.calendars.addAfter(tx, newest, content, by, now);
    const version = { subject: 'calendar', calendarId: id, basedOn: readVersion, version: calendar.version } as const;
    const change =
      (await this.changes.publish(tx, { ...version, content }, choice, { by, now })) ??
      (await this.changes.holidaysKnown(tx, version, { by, now }));
    return { calendar, changed, change };
  }
}

/** @throws ValidationFailed */
function yearsOf(file: HolidayFile): PublicYear[] {
  const faults = faultsOfFile(file);
  if (faults.length > 0) throw new ValidationFailed(faults);
  return [toPublicYear(file)];
}

const following = (newest: CalendarSaying, news: readonly PublicYear[]): CalendarSaying => ({
  ...sayingOf(newest),
  publicHolidays: 'CN',
  publicYears: replaceYears(newest.publicYears, news),
});
