import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Window, WrittenCalendar } from './rules/calendar.js';

/** One version of a calendar. Versions are added, never changed. */
@Entity('business_calendar')
export class BusinessCalendar implements WrittenCalendar {
  @PrimaryColumn('text') id: string;
  @PrimaryColumn('integer') version: number;
  /** IANA zone; null: the deployment's business time zone. */
  @Column('text', { nullable: true }) timeZone: string | null;
  @Column('jsonb') weekly: WrittenCalendar['weekly'];
  @Column('jsonb') holidays: string[];
  @Column('jsonb') workingDays: { date: string; windows: readonly Window[] }[];
  @Column('timestamptz') changedAt: Date;
  @Column('text', { nullable: true }) changedBy: string | null;
}
