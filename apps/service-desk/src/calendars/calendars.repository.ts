import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { BusinessCalendar } from './business-calendar.entity.js';

@Injectable()
export class CalendarsRepository {
  /** Whoever changes the calendar, or makes it, waits here for the one who does so just now. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar:${id}`]);
  }

  newest(tx: Tx, id: string): Promise<BusinessCalendar | null> {
    return tx.findOne(BusinessCalendar, { where: { id }, order: { version: 'DESC' } });
  }

  version(tx: Tx, id: string, version: number): Promise<BusinessCalendar | null> {
    return tx.findOneBy(BusinessCalendar, { id, version });
  }

  /** Which version is the newest, or that a certain one is there, without reading it. */
  async newestVersion(tx: Tx, id: string, version?: number): Promise<{ version: number; changedAt: Date } | undefined> {
    const [row] = await tx.query<{ version: number; changedAt: Date }[]>(
      `SELECT version, changed_at AS "changedAt" FROM business_calendar
       WHERE id = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
      [id, version ?? null],
    );
    return row;
  }

  /** The newest version of each calendar, by id. */
  list(tx: Tx, after: string | undefined, limit: number): Promise<BusinessCalendar[]> {
    return tx
      .createQueryBuilder(BusinessCalendar, 'c')
      .distinctOn(['c.id'])
      .where(after === undefined ? 'true' : 'c.id > :after', { after })
      .orderBy('c.id')
      .addOrderBy('c.version', 'DESC')
      .limit(limit)
      .getMany();
  }

  /** The newest first. */
  versions(tx: Tx, id: string, before: number | undefined, limit: number): Promise<BusinessCalendar[]> {
    return tx.find(BusinessCalendar, {
      where: { id, ...(before !== undefined && { version: LessThan(before) }) },
      order: { version: 'DESC' },
      take: limit,
    });
  }

  /** The most working time of a calendar, in seconds, that the policy in force allows for anything; null: it names none. */
  async longestTarget(tx: Tx, id: string): Promise<number | null> {
    const [row] = await tx.query<{ seconds: number | null }[]>(
      `SELECT max((target.value ->> 'seconds')::int) AS seconds
       FROM (SELECT content FROM sla_policy ORDER BY version DESC LIMIT 1) AS policy,
         jsonb_array_elements(policy.content -> 'rules') AS rule, jsonb_each(rule -> 'targets') AS target
       WHERE target.value ->> 'calendarId' = $1`,
      [id],
    );
    return row!.seconds;
  }

  async add(tx: Tx, calendar: BusinessCalendar): Promise<void> {
    await tx.insert(BusinessCalendar, calendar);
  }
}
