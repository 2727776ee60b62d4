import type { CaseKind, CaseSeverity, CaseState, ClosingOutcome, ValueLevel, WithdrawalReason } from '@crm/contracts';
import { Column, PrimaryColumn } from 'typeorm';
import type { OwnerReason } from './case.js';

/** The columns of a case. */
export abstract class CaseRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') number: string;
  /** Counts the events of the case: without gaps. */
  @Column('integer') version: number;
  /** As first seen; null while nobody knows whose it is. */
  @Column('uuid', { nullable: true }) customerId: string | null;
  /** Keyed hash of the contact point of an unknown person who opened it. */
  @Column('text', { nullable: true }) contactKey: string | null;
  @Column('text', { nullable: true }) level: ValueLevel | null;
  @Column('text') kind: CaseKind;
  /** False: nobody told the kind so far, and it is taken for an enquiry. */
  @Column('boolean') kindTold: boolean;
  @Column('text') severity: CaseSeverity;
  @Column('text') state: CaseState;
  @Column('integer') cycle: number;
  @Column('text') origin: 'intake' | 'followup';
  @Column('uuid', { nullable: true }) followUpId: string | null;
  @Column('uuid', { nullable: true }) earlierCaseId: string | null;
  @Column('text', { nullable: true }) orderId: string | null;
  @Column('text', { nullable: true }) productId: string | null;
  /** Entry of the list of causes; null until somebody assessed the case. */
  @Column('uuid', { nullable: true }) causeId: string | null;
  /** Whether the database guards that no second open case of the same matter comes beside it. */
  @Column('boolean') sole: boolean;
  @Column('text', { array: true }) complainedOf: string[];
  @Column('text') ownerEmployeeId: string;
  @Column('text') ownerDepartment: string;
  @Column('text') ownerReason: OwnerReason;
  /** Queue in which it waits until somebody takes it; null: it waits in none. */
  @Column('text', { nullable: true }) queueId: string | null;
  @Column('timestamptz', { nullable: true }) queuedAt: Date | null;
  /** The earliest of a queue goes first. */
  @Column('timestamptz', { nullable: true }) queueRank: Date | null;
  @Column('timestamptz') openedAt: Date;
  @Column('timestamptz') dueAt: Date;
  @Column('timestamptz', { nullable: true }) acknowledgedAt: Date | null;
  @Column('timestamptz', { nullable: true }) firstRespondedAt: Date | null;
  @Column('timestamptz', { nullable: true }) resolvedAt: Date | null;
  @Column('text', { nullable: true }) handlerEmployeeId: string | null;
  @Column('text', { nullable: true }) handlerDepartment: string | null;
  /** How it ends; known from the call-back on, or from the resolution where none is needed. */
  @Column('text', { nullable: true }) outcome: ClosingOutcome | null;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  /** The case that it ended in; null: in none. */
  @Column('uuid', { nullable: true }) mergedIntoId: string | null;
  @Column('timestamptz', { nullable: true }) mergedAt: Date | null;
  /** Like the next two of the present end: a reopening forgets it. */
  @Column('text', { nullable: true }) withdrawalReason: WithdrawalReason | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
  /** Employee. */
  @Column('text', { nullable: true }) withdrawnBy: string | null;
}
