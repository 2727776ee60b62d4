import { type ClosingOutcome, type EventDraft, FollowupRequested } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BadScore } from './rules/bad-score.js';

/** `requested → case_opened → recovered | not_recovered`. */
export const followUpStates = ['requested', 'case_opened', 'recovered', 'not_recovered'] as const;
export type FollowUpState = (typeof followUpStates)[number];

/** The answer that a follow-up is for. */
export interface BadAnswer {
  responseId: string;
  /** As first seen. */
  customerId: string;
  /** The case that the customer was asked about. */
  caseId: string;
}

/** Somebody has to speak with a dissatisfied customer; service-desk opens one case for it. */
@Entity('follow_up')
export class FollowUp {
  @PrimaryColumn('uuid') id: string;
  @Column('integer') version: number;
  @Column('uuid') responseId: string;
  @Column('uuid') customerId: string;
  @Column('uuid') caseId: string;
  @Column('text') reason: BadScore['reason'];
  @Column('smallint') score: number;
  @Column('text') state: FollowUpState;
  /** The case that service-desk opened for it, or that in which this one goes on. */
  @Column('uuid', { nullable: true }) followUpCaseId: string | null;
  /** The last handling of that case that ended. */
  @Column('integer', { nullable: true }) closedCycle: number | null;
  @Column('timestamptz') requestedAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;

  static request(about: BadAnswer, why: BadScore, id: string, now: Date): [FollowUp, EventDraft] {
    const followUp = Object.assign(new FollowUp(), {
      id,
      version: 1,
      ...about,
      ...why,
      state: 'requested',
      followUpCaseId: null,
      closedCycle: null,
      requestedAt: now,
      closedAt: null,
    } satisfies Partial<FollowUp>);
    const { customerId } = about;
    const fact = { customerId, aggregateId: id, aggregateVersion: 1, time: now };
    return [followUp, FollowupRequested.draft({ ...fact, data: { followUpId: id, ...about, ...why } })];
  }

  /** False when it has a case already. */
  caseOpened(caseId: string): boolean {
    if (this.followUpCaseId !== null) return false;
    this.followUpCaseId = caseId;
    this.moveTo('case_opened');
    return true;
  }

  /**
   * Recovered only if the customer said so in the call-back: not reached, or nobody asked, is no recovery. A case that
   * is reopened ends once more, and its last ending counts. False when this ending is known.
   */
  caseClosed(closing: { cycle: number; outcome: ClosingOutcome; closedAt: Date }): boolean {
    if (this.closedCycle !== null && closing.cycle <= this.closedCycle) return false;
    this.closedCycle = closing.cycle;
    this.closedAt = closing.closedAt;
    this.moveTo(closing.outcome === 'satisfied' ? 'recovered' : 'not_recovered');
    return true;
  }

  /** Its case goes on as a part of another one, whose cycles are counted anew. */
  caseMerged(intoId: string): void {
    this.followUpCaseId = intoId;
    if (this.state === 'case_opened') return;
    this.closedCycle = null;
    this.closedAt = null;
    this.moveTo('case_opened');
  }

  private moveTo(state: FollowUpState): void {
    this.state = state;
    this.version++;
  }
}
