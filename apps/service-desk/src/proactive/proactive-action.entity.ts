import {
  type EventDraft,
  ProactiveActionFinished,
  ProactiveActionStarted,
  type ProactiveEventKind,
} from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ActionStateForbids } from './proactive.errors.js';
import type { ActionState, ProactiveFilter } from './rules/action.js';

export interface NewAction {
  title: string;
  eventKind: ProactiveEventKind;
  /** The day on which it happened, or will. */
  occurredOn: string;
  eventWords: string;
  filter: ProactiveFilter;
  /** Only customers of this department, whose user made it; null: of all. */
  department: string | null;
  what: string;
  dueAt: Date;
  assignTo: 'owner' | 'department';
  assignDepartment: string | null;
  /** Recurring problem that it was proposed for. */
  problemId: string | null;
}

/** Something that happened, and the customers who are to be told of it. Its methods change the row and return what has happened. */
@Entity('proactive_action')
export class ProactiveAction {
  @PrimaryColumn('uuid') id: string;
  /** Counts the events of the action: without gaps. */
  @Column('integer') version: number;
  @Column('text') state: ActionState;
  @Column('text') title: string;
  @Column('text') eventKind: ProactiveEventKind;
  @Column('date') occurredOn: string;
  @Column('text') eventWords: string;
  @Column('jsonb') filter: ProactiveFilter;
  @Column('text', { nullable: true }) department: string | null;
  @Column('text') what: string;
  @Column('timestamptz') dueAt: Date;
  @Column('text') assignTo: 'owner' | 'department';
  @Column('text', { nullable: true }) assignDepartment: string | null;
  @Column('uuid', { nullable: true }) problemId: string | null;
  /** Customers that fitted when it was started; null: it was not. */
  @Column('integer', { nullable: true }) matched: number | null;
  /** Tasks that were made so far. */
  @Column('integer') made: number;
  /** Up to this customer, in order of id, everything is done. */
  @Column('uuid', { nullable: true }) lastCustomerId: string | null;
  /** Of the timer for the next batch. */
  @Column('integer') epoch: number;
  @Column('timestamptz') createdAt: Date;
  /** Null: the system. */
  @Column('text', { nullable: true }) createdBy: string | null;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('text', { nullable: true }) startedBy: string | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;

  static make(input: NewAction, id: string, by: string | null, now: Date): ProactiveAction {
    return Object.assign(new ProactiveAction(), input, {
      id,
      version: 0,
      state: by === null ? ('proposed' as const) : ('draft' as const),
      matched: null,
      made: 0,
      lastCustomerId: null,
      epoch: 1,
      createdAt: now,
      createdBy: by,
      startedAt: null,
      startedBy: null,
      finishedAt: null,
    });
  }

  /** @throws ActionStateForbids */
  start(matched: number, dueAt: Date, by: string, now: Date): EventDraft {
    if (this.state !== 'draft' && this.state !== 'proposed') throw new ActionStateForbids(this.state);
    Object.assign(this, { state: 'running', matched, dueAt, startedAt: now, startedBy: by });
    const data = { actionId: this.id, kind: this.eventKind, matched, startedBy: by };
    return ProactiveActionStarted.draft({ ...this.fact(now), data });
  }

  /** So many tasks more, up to this customer. */
  advance(made: number, lastCustomerId: string): void {
    this.made += made;
    this.lastCustomerId = lastCustomerId;
    this.epoch++;
  }

  /** One that is done, since all its tasks are made, can be cancelled while some of them are open. @throws ActionStateForbids */
  finish(outcome: 'done' | 'cancelled', now: Date, openTasks = 0): EventDraft {
    const isOver = this.state === 'cancelled' || (this.state === 'done' && openTasks === 0);
    if (isOver) throw new ActionStateForbids(this.state);
    Object.assign(this, { state: outcome, finishedAt: now });
    const data = { actionId: this.id, kind: this.eventKind, outcome, tasks: this.made };
    return ProactiveActionFinished.draft({ ...this.fact(now), data });
  }

  private fact(time: Date) {
    return { customerId: null, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}
