import {
  type EventDraft,
  GoodwillApproved,
  GoodwillProposed,
  type GoodwillReason,
  GoodwillRejected,
  GoodwillRevocationRequested,
} from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Person } from '../cases/case.js';
import { GoodwillStateForbids } from './goodwill.errors.js';

/**
 * proposed → rejected, or approved → granted or failed as loyalty says; granted → revoking → revoked, or granted again where
 * the points are spent.
 */
export const goodwillStates = ['proposed', 'rejected', 'approved', 'granted', 'failed', 'revoking', 'revoked'] as const;
export type GoodwillState = (typeof goodwillStates)[number];

/** What a customer has got, or is about to get. */
export const givenStates: readonly GoodwillState[] = ['approved', 'granted', 'revoking'];

/** What may be given. */
export const goodwillKinds = ['points'] as const;

export interface NewGoodwill {
  id: string;
  caseId: string;
  customerId: string;
  points: number;
  reason: GoodwillReason;
  /** Sealed. */
  words: string;
  limitsVersion: number;
}

/** What loyalty says, and of what. */
export interface GoodwillAnswer {
  from: 'approved' | 'revoking';
  to: 'granted' | 'failed' | 'revoked';
  /** Why it did not do so; null: it did. */
  failure: string | null;
}

/** Points that a customer gets for what went wrong. Its methods change the row and return what has happened. */
@Entity('goodwill')
export class Goodwill {
  @PrimaryColumn('uuid') id: string;
  /** Counts the events of the gesture: without gaps. */
  @Column('integer') version: number;
  @Column('uuid') caseId: string;
  /** As first seen. */
  @Column('uuid') customerId: string;
  @Column('text') kind: (typeof goodwillKinds)[number];
  @Column('integer') points: number;
  @Column('text') reason: GoodwillReason;
  /** Why, in words; sealed. */
  @Column('text') words: string;
  @Column('text') state: GoodwillState;
  /** By which limits it was decided, or proposed. */
  @Column('integer') limitsVersion: number;
  /** The proposer might approve it alone. */
  @Column('boolean') withinOwnLimit: boolean;
  @Column('timestamptz') proposedAt: Date;
  @Column('text') proposedBy: string;
  @Column('text') proposedDepartment: string;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  @Column('text', { nullable: true }) decidedBy: string | null;
  @Column('text', { nullable: true }) decidedDepartment: string | null;
  /** Sealed; null: nothing was said. */
  @Column('text', { nullable: true }) decisionWords: string | null;
  /** The month whose budget of the approver it was taken from. */
  @Column('text', { nullable: true }) budgetMonth: string | null;
  /** When loyalty answered for the last time. */
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  /** What loyalty said last against it. */
  @Column('text', { nullable: true }) failure: string | null;

  static propose(input: NewGoodwill, by: Person, now: Date): [Goodwill, EventDraft] {
    const goodwill = Object.assign(new Goodwill(), input, {
      version: 0,
      kind: 'points' as const,
      state: 'proposed' as const,
      withinOwnLimit: false,
      proposedAt: now,
      proposedBy: by.employeeId,
      proposedDepartment: by.department,
      decidedAt: null,
      decidedBy: null,
      decidedDepartment: null,
      decisionWords: null,
      budgetMonth: null,
      finishedAt: null,
      failure: null,
    });
    const data = { ...goodwill.facts, proposedBy: by.employeeId };
    return [goodwill, GoodwillProposed.draft({ ...goodwill.fact(now), data })];
  }

  approve(by: Person, budgetMonth: string, now: Date): EventDraft {
    this.decide('approved', by, now);
    this.budgetMonth = budgetMonth;
    const data = { ...this.facts, proposedBy: this.proposedBy, approvedBy: by.employeeId };
    return GoodwillApproved.draft({ ...this.fact(now), data });
  }

  reject(by: Person, now: Date): EventDraft {
    this.decide('rejected', by, now);
    const data = { ...this.facts, proposedBy: this.proposedBy, rejectedBy: by.employeeId };
    return GoodwillRejected.draft({ ...this.fact(now), data });
  }

  revoke(by: Person, now: Date): EventDraft {
    this.require('granted');
    this.state = 'revoking';
    const data = { ...this.facts, requestedBy: by.employeeId };
    return GoodwillRevocationRequested.draft({ ...this.fact(now), data });
  }

  /** What loyalty did. False: that is known already. */
  answered({ from, to, failure }: GoodwillAnswer, at: Date): boolean {
    if (this.state !== from) return false;
    this.state = to;
    this.failure = failure;
    this.finishedAt = at;
    return true;
  }

  /** @throws GoodwillStateForbids */
  require(state: GoodwillState): void {
    if (this.state !== state) throw new GoodwillStateForbids(this.state);
  }

  private decide(state: 'approved' | 'rejected', by: Person, now: Date): void {
    this.require('proposed');
    this.state = state;
    this.decidedAt = now;
    this.decidedBy = by.employeeId;
    this.decidedDepartment = by.department;
  }

  private get facts() {
    const { id: goodwillId, caseId, customerId, points, reason } = this;
    return { goodwillId, caseId, customerId, points, reason };
  }

  private fact(time: Date) {
    return { customerId: this.customerId, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}
