import type { Tx } from '@crm/persistence';
import type { CalendarsService, LaidOut } from '../calendars/calendars.service.js';
import type { ScheduleOf, Term } from './rules/terms.js';

type Version = Pick<Term, 'calendarId' | 'calendarVersion'>;

/** Calendar versions that were read once, for many deadlines. */
export class LoadedCalendars {
  private readonly known = new Map<string, LaidOut>();
  private readonly newest = new Map<string, LaidOut>();

  constructor(private readonly calendars: CalendarsService) {}

  /** One that is not published; reads nothing. */
  add(calendarId: string, laidOut: LaidOut): void {
    this.known.set(keyOf({ calendarId, calendarVersion: laidOut.version }), laidOut);
  }

  /** The newest version of a calendar, whichever that is when it is first asked for. */
  async newestOf(tx: Tx, calendarId: string): Promise<LaidOut> {
    const laidOut = this.newest.get(calendarId) ?? (await this.calendars.schedule(tx, calendarId));
    this.newest.set(calendarId, laidOut);
    this.add(calendarId, laidOut);
    return laidOut;
  }

  /** Reads those of the terms that are not there yet. */
  async load(tx: Tx, terms: Iterable<Version>): Promise<void> {
    for (const term of terms) {
      const key = keyOf(term);
      if (!this.known.has(key)) {
        this.known.set(key, await this.calendars.schedule(tx, term.calendarId, term.calendarVersion));
      }
    }
  }

  /** Of a version that is loaded. */
  of(term: Version): LaidOut {
    return this.known.get(keyOf(term))!;
  }

  readonly scheduleOf: ScheduleOf = (term) => this.of(term).schedule;
}

const keyOf = ({ calendarId, calendarVersion }: Version): string => `${calendarId}:${calendarVersion}`;
