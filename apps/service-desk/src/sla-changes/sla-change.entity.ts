import { rescheduleReasons } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A report says what a draft would change; an application recomputes open clocks by what was published. */
export const changeModes = ['report', 'application'] as const;
export type ChangeMode = (typeof changeModes)[number];

export const changeSubjects = ['policy', 'calendar'] as const;
export type ChangeSubject = (typeof changeSubjects)[number];

export const changeStates = ['running', 'completed', 'cancelled'] as const;
export type ChangeState = (typeof changeStates)[number];

/** Why an application moves deadlines. */
export type ChangeReason = Extract<
  (typeof rescheduleReasons)[number],
  'policy_changed' | 'calendar_changed' | 'calendar_published'
>;

/** What a change of the policy or of a calendar means for the open cases, and how far it is looked at. */
@Entity('sla_change')
export class SlaChange {
  @PrimaryColumn('uuid') id: string;
  @Column('text') mode: ChangeMode;
  @Column('text') subject: ChangeSubject;
  /** Null: the policy. */
  @Column('text', { nullable: true }) calendarId: string | null;
  /** The version before the change. */
  @Column('integer') basedOn: number;
  /** The published version that is applied; null in a report. */
  @Column('integer', { nullable: true }) version: number | null;
  /** What the next version would say; null in an application. */
  @Column('jsonb', { nullable: true }) draft: object | null;
  /** Only clocks that were computed over years whose public holidays were not known. */
  @Column('boolean') onlyProvisional: boolean;
  /** Null in a report. */
  @Column('text', { nullable: true }) reason: ChangeReason | null;
  /** The report that an application goes by; null: nobody had to ask for it. */
  @Column('uuid', { nullable: true }) reportId: string | null;
  @Column('text') state: ChangeState;
  /** Open cases with a deadline ahead, counted at the start. */
  @Column('integer') total: number;
  /** Cases looked at. */
  @Column('integer') checked: number;
  /** Cases of which a deadline moves. */
  @Column('integer') changed: number;
  /** Clocks that no working time of the change ever ends; they stay as they are. */
  @Column('integer') unreachable: number;
  /** How many clocks move, by `metric level direction`. */
  @Column('jsonb') counts: Record<string, number>;
  /** The last case that was looked at. */
  @Column('uuid', { nullable: true }) doneTo: string | null;
  @Column('text') madeBy: string;
  @Column('timestamptz') madeAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
