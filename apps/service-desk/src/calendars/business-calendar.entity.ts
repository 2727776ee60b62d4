import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Window, WrittenCalendar } from './rules/calendar.js';
import type { FollowingCalendar, PublicRegion, PublicYear } from './rules/public-days.js';

/** One version of a calendar. Versions are added, never changed. */
@Entity('business_calendar')
export class BusinessCalendar implements FollowingCalendar {
  @PrimaryColumn('text') id: string;
  @PrimaryColumn('integer') version: number;
  /** IANA zone; null: the deployment's business time zone. */
  @Column('text', { nullable: true }) timeZone: string | null;
  @Column('jsonb') weekly: WrittenCalendar['weekly'];
  /** Written by hand; imported ones are `publicYears`. */
  @Column('jsonb') holidays: string[];
  /** Written by hand. */
  @Column('jsonb') workingDays: { date: string; windows: readonly Window[] }[];
  @Column('text', { nullable: true }) publicHolidays: PublicRegion | null;
  /** Imported, by year. */
  @Column('jsonb') publicYears: PublicYear[];
  @Column('timestamptz') changedAt: Date;
  @Column('text', { nullable: true }) changedBy: string | null;
}
