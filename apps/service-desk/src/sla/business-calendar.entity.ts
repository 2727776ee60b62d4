import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WrittenCalendar } from './rules/calendar-faults.js';

/** One version of a calendar. Versions are added, never changed. */
@Entity('business_calendar')
export class BusinessCalendar implements WrittenCalendar {
  @PrimaryColumn('text') id: string;
  @PrimaryColumn('integer') version: number;
  /** IANA zone; null: the deployment's business time zone. */
  @Column('text', { nullable: true }) timeZone: string | null;
  @Column('jsonb') weekly: { weekday: number; from: string; to: string }[];
  @Column('jsonb') holidays: string[];
  @Column('jsonb') workingDays: { date: string; from: string; to: string }[];
  @Column('timestamptz') changedAt: Date;
  @Column('text', { nullable: true }) changedBy: string | null;
}
