import type { SlaMetric } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { v7 as newId } from 'uuid';
import { standingAt } from './rules/standing.js';
import { type Bound, type Term, toTerm, type WrittenTerm } from './rules/terms.js';
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
  /** Name of the rule that the term is from that binds. */
  @Column('text') rule: string;
  /** That of the term that binds. */
  @Column('text') calendarId: string;
  @Column('integer') calendarVersion: number;
  /** Longest waiting of the cycle that counts for the term that binds, in seconds. */
  @Column('integer') longestWait: number;
  @Column('timestamptz') startedAt: Date;
  /** What it was allowed at the start and after each tightening; the one that ends first binds. */
  @Column('jsonb', {
    transformer: {
      to: (terms: readonly Term[]) => terms,
      from: (rows: WrittenTerm[]) => rows.map(toTerm),
    },
  })
  terms: readonly Term[];
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
  /** Working time that it took until it stopped, in seconds, without waiting that counts; null: it runs, or was not computed yet. */
  @Column('integer', { nullable: true }) activeSeconds: number | null;
  /** Working time of the waiting that counts, in seconds; null as `activeSeconds`. */
  @Column('integer', { nullable: true }) waitedSeconds: number | null;
  /** Who reached what it measures; null: nobody did, or nobody knows. */
  @Column('text', { nullable: true }) stoppedByEmployeeId: string | null;
  @Column('text', { nullable: true }) stoppedByDepartment: string | null;

  /** One that runs from the beginning of its only term on. */
  static begin(
    { id: caseId, cycle }: { id: string; cycle: number },
    metric: SlaMetric,
    policyVersion: number,
    term: Term,
    bound: Bound,
  ): SlaClock {
    const clock = Object.assign(new SlaClock(), {
      ...{ id: newId(), caseId, metric, cycle, round: 1, policyVersion },
      ...{ startedAt: term.from, terms: [term], pausedUntil: null },
      ...{ state: 'running' as const, metAt: null, told: 0, epoch: 1 },
    } satisfies Partial<SlaClock>);
    clock.settle(bound);
    return clock;
  }

  get isOpen(): boolean {
    return this.state === 'running' || this.state === 'paused' || this.state === 'breached_running';
  }

  /** Open, and its breach is not known yet. */
  get isUndecided(): boolean {
    return this.state === 'running' || this.state === 'paused';
  }

  /** Takes over the deadline of the term that binds, and what belongs to it. */
  settle({ term, evaluation }: Bound): void {
    this.dueAt = evaluation.dueAt;
    this.targetSeconds = term.seconds;
    this.rule = term.rule;
    this.calendarId = term.calendarId;
    this.calendarVersion = term.calendarVersion;
    this.longestWait = term.longestWait;
  }

  /** Notes whether it stands at an instant, and until when. */
  stand(bound: Bound, at: Date): void {
    Object.assign(this, standingAt(bound, at));
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

  /** The case came to an end of another kind. Tells whether a breach has to be announced still: it happened, noticed or not. */
  end(now: Date): boolean {
    const isLate = this.isUndecided && stateAt(this, now) === 'breached_running';
    if (isLate) this.told = 100;
    this.cancel();
    return isLate;
  }

  /** A share of the time is used up, the whole of it at last. */
  tell(percent: number): void {
    this.told = percent;
    if (percent === 100) this.state = 'breached_running';
    else this.epoch++;
  }

  /** What it measured is not owed any more. `told` keeps that a breach was told. */
  cancel(): void {
    this.state = 'cancelled';
    this.pausedUntil = null;
  }
}
