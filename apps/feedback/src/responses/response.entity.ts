import { type EventDraft, ResponseReceived } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnsweredInvitation, AnswerLanguage, GivenAnswer } from './given-answer.js';

/** One raw answer. Never changed: the database refuses everything but the removal of the words. */
@Entity('response')
export class Response {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') invitationId: string;
  @Column('uuid') customerId: string;
  @Column('uuid') caseId: string;
  @Column('smallint', { nullable: true }) nps: number | null;
  @Column('smallint', { nullable: true }) csat: number | null;
  /** The words, sealed under the customer's key; null: none, or removed. */
  @Column('text', { nullable: true }) comment: string | null;
  @Column('text') language: AnswerLanguage;
  @Column('timestamptz') answeredAt: Date;

  static of(
    invitation: AnsweredInvitation,
    answer: GivenAnswer,
    sealedComment: string | null,
    id: string,
    now: Date,
  ): Response {
    return Object.assign(new Response(), {
      id,
      invitationId: invitation.invitationId,
      customerId: invitation.customerId,
      caseId: invitation.caseId,
      nps: answer.nps,
      csat: answer.csat,
      comment: sealedComment,
      language: answer.language,
      answeredAt: now,
    } satisfies Partial<Response>);
  }

  received(): EventDraft {
    const { id, invitationId, customerId, caseId, nps, csat, answeredAt } = this;
    return ResponseReceived.draft({
      customerId,
      aggregateId: id,
      aggregateVersion: 1,
      time: answeredAt,
      data: { responseId: id, invitationId, customerId, caseId, nps, csat, answeredAt: answeredAt.toISOString() },
    });
  }
}
