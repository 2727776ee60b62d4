import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import {
  type Asking,
  asStored,
  type OpenCasesChoice,
  type SlaChange,
  SlaChanges,
} from '../sla-changes/sla-changes.service.js';
import { CalendarsService, type NewCalendar, sayingOf } from './calendars.service.js';

/** What people write in calendars that cases are measured by. */
@Injectable()
export class CalendarChanges {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly changes: SlaChanges,
  ) {}

  /** Begins to measure what another content would mean for the open cases. @throws ValidationFailed, CalendarExhausted, NotFound */
  async report(tx: Tx, id: string, content: NewCalendar, asking: Asking): Promise<SlaChange> {
    const newest = await this.calendars.newest(tx, id);
    const saying = this.calendars.replacing(newest, content);
    await this.calendars.refuseNeverDue(tx, newest, saying, asking.now);
    const of = { subject: 'calendar', calendarId: id, basedOn: newest.version } as const;
    return this.changes.report(tx, of, saying, asking);
  }

  /**
   * Adds a version, and begins to apply it to open cases where that is chosen; without that, what says nothing new adds none.
   * Imported public days stay.
   * @throws ValidationFailed, CalendarExhausted, NotFound, StaleVersion, as `SlaChanges.publish`
   */
  async replace(
    tx: Tx,
    id: string,
    written: NewCalendar,
    readVersion: number,
    choice: OpenCasesChoice,
    asking: Asking,
  ) {
    const newest = await this.calendars.lockNewest(tx, id, readVersion);
    const content = this.calendars.replacing(newest, written);
    const isSame = isDeepStrictEqual(asStored(sayingOf(newest)), asStored(content));
    if (isSame && choice.openCases !== 'apply') return { calendar: await this.calendars.find(tx, id), change: null };
    await this.calendars.refuseNeverDue(tx, newest, content, asking.now);
    const calendar = await this.calendars.addAfter(tx, newest, content, asking.by, asking.now);
    const what = {
      subject: 'calendar',
      calendarId: id,
      basedOn: readVersion,
      version: calendar.version,
      content,
    } as const;
    return { calendar, change: await this.changes.publish(tx, what, choice, asking) };
  }
}
