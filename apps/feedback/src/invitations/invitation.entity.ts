import { type EventDraft, InvitationSent, type InvitationSuppression, InvitationSuppressed } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { caseClosedSurvey, type LinkState } from './survey-link.js';

/** `planned → suppressed | requested → sent → opened → responded | expired | bounced`. */
export const invitationStates = [
  'planned',
  'suppressed',
  'requested',
  'sent',
  'opened',
  'responded',
  'expired',
  'bounced',
] as const;
export type InvitationState = (typeof invitationStates)[number];

const awaitingAnswer: readonly InvitationState[] = ['requested', 'sent', 'opened'];

/** What a closed case is asked about. */
export interface ClosedCase {
  /** As first seen. */
  customerId: string;
  caseId: string;
  /** Which handling of the case ended, from 1. */
  cycle: number;
}

/** One customer asked once about one closing of one case. */
@Entity('invitation')
export class Invitation {
  @PrimaryColumn('uuid') id: string;
  @Column('integer') version: number;
  @Column('uuid') customerId: string;
  @Column('uuid') caseId: string;
  @Column('integer') cycle: number;
  @Column('text') state: InvitationState;
  @Column('text', { nullable: true }) suppressionReason: InvitationSuppression | null;
  @Column('text', { nullable: true }) tokenHash: string | null;
  @Column('uuid', { nullable: true }) messageId: string | null;
  @Column('timestamptz') plannedAt: Date;
  @Column('timestamptz', { nullable: true }) requestedAt: Date | null;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
  @Column('timestamptz', { nullable: true }) openedAt: Date | null;
  @Column('timestamptz', { nullable: true }) respondedAt: Date | null;
  @Column('timestamptz', { nullable: true }) validUntil: Date | null;

  static plan(about: ClosedCase, id: string, now: Date): Invitation {
    return Object.assign(new Invitation(), {
      id,
      version: 1,
      customerId: about.customerId,
      caseId: about.caseId,
      cycle: about.cycle,
      state: 'planned',
      suppressionReason: null,
      tokenHash: null,
      messageId: null,
      plannedAt: now,
      requestedAt: null,
      sentAt: null,
      openedAt: null,
      respondedAt: null,
      validUntil: null,
    } satisfies Partial<Invitation>);
  }

  /** The message is on its way to customer-master, which decides whether it leaves. */
  request(message: { messageId: string; tokenHash: string; validUntil: Date }, now: Date): void {
    Object.assign(this, message);
    this.requestedAt = now;
    this.moveTo('requested');
  }

  /** Nobody is asked. A message that was suppressed after all (too late, or twice) changes nothing. */
  suppress(reason: InvitationSuppression): EventDraft[] {
    if (this.state !== 'planned' && this.state !== 'requested') return [];
    this.suppressionReason = reason;
    this.moveTo('suppressed');
    return [InvitationSuppressed.draft({ ...this.fact(), data: { ...this.told(), reason } })];
  }

  /** The provider took the message. The news may come after the customer has opened or answered: that stands. */
  sent(at: Date): EventDraft[] {
    if (this.sentAt || this.state === 'suppressed') return [];
    this.sentAt = at;
    this.moveTo(this.state === 'requested' ? 'sent' : this.state);
    return [InvitationSent.draft({ ...this.fact(), time: at, data: { ...this.told(), survey: caseClosedSurvey } })];
  }

  /** The provider refused the message for good; whoever has opened the link got it all the same. */
  bounce(): boolean {
    return (this.state === 'requested' || this.state === 'sent') && this.moveTo('bounced');
  }

  open(at: Date): boolean {
    if (this.openedAt) return false;
    this.openedAt = at;
    return this.moveTo('opened');
  }

  respond(at: Date): void {
    this.respondedAt = at;
    this.moveTo('responded');
  }

  expire(at: Date): boolean {
    return awaitingAnswer.includes(this.state) && this.validUntil! <= at && this.moveTo('expired');
  }

  linkStateAt(now: Date): LinkState {
    if (this.state === 'responded') return 'answered';
    if (this.state === 'expired') return 'expired';
    if (!awaitingAnswer.includes(this.state)) return 'withdrawn';
    return this.validUntil! <= now ? 'expired' : 'open';
  }

  private moveTo(state: InvitationState): true {
    this.state = state;
    this.version++;
    return true;
  }

  private fact() {
    return { customerId: this.customerId, aggregateId: this.id, aggregateVersion: this.version };
  }

  private told() {
    return { invitationId: this.id, customerId: this.customerId, caseId: this.caseId };
  }
}
