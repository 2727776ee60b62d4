import type { OwnerChangeReason } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeclineCode } from './rules/decline-codes.js';

/**
 * offered → accepted | declined by whom it was offered to | withdrawn by who gave it, or because the case needs no other
 * owner any more.
 * The second bounce of a case is to be adjudicated instead, and is adjudicated then.
 */
export const handoverStates = ['offered', 'accepted', 'declined', 'withdrawn', 'to_adjudicate', 'adjudicated'] as const;
export type HandoverState = (typeof handoverStates)[number];

/** Why a case changes its owner without anybody being asked. */
export type Reassignment = Exclude<OwnerChangeReason, 'handover' | 'adjudication'>;
/** What a row stands for: an offer, or a change of the owner that nobody was asked about. */
export type HandoverCause = 'offer' | Reassignment;

/** The offer of a case to somebody else. Until it is accepted, who gives it stays accountable. */
@Entity('handover')
export class Handover {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  /** Of the case; 0: made before bounces were counted. */
  @Column('integer') cycle: number;
  @Column('text') cause: HandoverCause;
  @Column('text') state: HandoverState;
  @Column('text') fromEmployeeId: string;
  @Column('text') fromDepartment: string;
  /** Null: anybody of the department. */
  @Column('text', { nullable: true }) toEmployeeId: string | null;
  @Column('text') toDepartment: string;
  @Column('text') offeredBy: string;
  @Column('timestamptz') offeredAt: Date;
  /** Sealed. */
  @Column('text') reason: string;
  @Column('text', { nullable: true }) answeredBy: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  /** Sealed. */
  @Column('text', { nullable: true }) declineReason: string | null;
  @Column('text', { nullable: true }) declineCode: DeclineCode | null;
  /** Whether it was offered back to who had given it away before in the cycle. */
  @Column('boolean') isReturn: boolean;
  /** Which bounce of the case in the cycle this is, from 1; null: none. */
  @Column('integer', { nullable: true }) bounce: number | null;
  @Column('text', { nullable: true }) decidedEmployeeId: string | null;
  @Column('text', { nullable: true }) decidedDepartment: string | null;
  @Column('text', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  /** Sealed. */
  @Column('text', { nullable: true }) decisionReason: string | null;

  /** Whether the offer is made to this person: by name, or as one of the department. */
  isFor(person: { id: string; department: string | null }): boolean {
    return this.toEmployeeId === null ? this.toDepartment === person.department : this.toEmployeeId === person.id;
  }

  /** Whether this person gave the case away, or made the offer. */
  isOf({ id }: { id: string }): boolean {
    return id === this.fromEmployeeId || id === this.offeredBy;
  }

  answer(state: Exclude<HandoverState, 'offered' | 'adjudicated'>, by: string | null, now: Date): void {
    this.state = state;
    this.answeredBy = by;
    this.answeredAt = now;
  }
}
