import type { SlaMetric } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Term } from './rules/terms.js';
import { type ClockState, reachedAt, stateAt } from './rules/verdict.js';

/** How long a part of the handling of a case may take, and whether it did not take longer. */
@Entity('sla_clock')
export class SlaClock {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('text') metric: SlaMetric;
  @Column('integer') cycle: number;
  /** Counts the clocks of the same metric in the cycle, from 1. */
  @Column('integer') round: number;
  @Column('integer') policyVersion: number;
  /** Name of the rule that the target is from. */
  @Column('text') rule: string;
  @Column('text') calendarId: string;
  @Column('integer') calendarVersion: number;
  /** Longest waiting that counts in the cycle, in seconds. */
  @Column('integer') longestWait: number;
  @Column('timestamptz') startedAt: Date;
  /** What it was allowed at the start and after each tightening; the one that ends first binds. */
  @Column('jsonb', {
    transformer: {
      to: (terms: Term[]) => terms,
      from: (rows: { from: string; seconds: number }[]) =>
        rows.map(({ from, seconds }) => ({ from: new Date(from), seconds })),
    },
  })
  terms: Term[];
  /** Seconds of the term that binds. */
  @Column('integer') targetSeconds: number;
  @Column('timestamptz') dueAt: Date;
  /** It stands until then, unless the waiting ends before; null: it runs. */
  @Column('timestamptz', { nullable: true }) pausedUntil: Date | null;
  /** What was told last. The verdict itself is `stateAt`, which is right also before the timer fires. */
  @Column('text') state: ClockState;
  @Column('timestamptz', { nullable: true }) metAt: Date | null;
  /** Highest share of the time, in percent, about which somebody was told. */
  @Column('integer') told: number;
  /** Counts the changes of the deadline; a timer of an earlier one does nothing. */
  @Column('integer') epoch: number;

  get isOpen(): boolean {
    return this.state === 'running' || this.state === 'paused' || this.state === 'breached_running';
  }

  /** Open, and its breach is not known yet. */
  get isUndecided(): boolean {
    return this.state === 'running' || this.state === 'paused';
  }

  /** Stops the clock. Tells what is to be announced: the deadline was kept, or its breach, unless that is known already. */
  reach(now: Date): 'met' | 'breached' | 'known' {
    const breachTold = this.state === 'breached_running';
    this.metAt = reachedAt(this.dueAt, now, breachTold);
    this.state = stateAt(this, now);
    this.pausedUntil = null;
    if (this.state === 'met') return 'met';
    return breachTold ? 'known' : 'breached';
  }

  /** What it measured is not owed any more. `told` keeps that a breach was told. */
  cancel(): void {
    this.state = 'cancelled';
    this.pausedUntil = null;
  }
}
