import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Schedule } from '../calendars/rules/schedule.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import type { Pause } from './rules/evaluation.js';
import { type UsedTime, usedTime } from './rules/used-time.js';
import { countedPauses } from './rules/waiting.js';

/** Something that lasted, and the calendar that it is measured by. */
export interface Span {
  calendarId: string;
  calendarVersion: number;
  from: Date;
  until: Date;
  /** In order and apart. */
  waits: readonly Pause[];
  /** Longest waiting that counts, in seconds. */
  longestWait: number;
}

/** Working time of many spans at once. */
@Injectable()
export class UsedTimes {
  constructor(private readonly calendars: CalendarsService) {}

  /** In the order of the spans. Every version of a calendar is laid out once. */
  async of(tx: Tx, spans: readonly Span[]): Promise<UsedTime[]> {
    const schedules = new Map<string, Schedule>();
    for (const { calendarId, calendarVersion } of spans) {
      const name = `${calendarId}/${calendarVersion}`;
      if (schedules.has(name)) continue;
      schedules.set(name, (await this.calendars.schedule(tx, calendarId, calendarVersion)).schedule);
    }
    return spans.map(({ calendarId, calendarVersion, from, until, waits, longestWait }) =>
      usedTime(from, until, countedPauses(waits, longestWait), schedules.get(`${calendarId}/${calendarVersion}`)!),
    );
  }
}
