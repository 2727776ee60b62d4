import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ClockState, reachedAt, stateAt } from './rules/verdict.js';

/** How long one handling of a case may take until it is resolved, and whether it did. */
@Entity('sla_clock')
export class SlaClock {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('text') metric: 'resolution';
  @Column('integer') cycle: number;
  @Column('integer') policyVersion: number;
  @Column('integer') calendarVersion: number;
  @Column('timestamptz') startedAt: Date;
  @Column('integer') targetSeconds: number;
  @Column('timestamptz') dueAt: Date;
  /** What was told last. The verdict itself is `stateAt`, which is right also before the timer fires. */
  @Column('text') state: ClockState;
  @Column('timestamptz', { nullable: true }) metAt: Date | null;

  /** False when the breach is known already, or there is none. */
  breach(now: Date): boolean {
    if (this.state !== 'running' || stateAt(this, now) !== 'breached_running') return false;
    this.state = 'breached_running';
    return true;
  }

  /** Stops the clock. Tells what is to be announced: the deadline was kept, or its breach, unless that is known already. */
  reach(now: Date): 'met' | 'breached' | 'known' {
    const breachTold = this.state === 'breached_running';
    this.metAt = reachedAt(this.dueAt, now, breachTold);
    this.state = stateAt(this, now);
    if (this.state === 'met') return 'met';
    return breachTold ? 'known' : 'breached';
  }
}
