import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { FollowUpsService } from '../follow-ups/follow-ups.service.js';
import { badScoreOf } from '../follow-ups/rules/bad-score.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import type { SurveyLink } from '../invitations/survey-link.js';
import type { GivenAnswer } from '../responses/given-answer.js';
import { ResponsesService } from '../responses/responses.service.js';
import { AnsweredAlready, SurveyLinkExpired, SurveyLinkUnknown, SurveyLinkUsed } from './answer.errors.js';
import { isSameAnswer } from './rules/same-answer.js';

/** What the customer is told of an answer that counts. */
export interface Receipt {
  nps: number | null;
  csat: number | null;
  answeredAt: Date;
  /** Whether somebody will get in touch. */
  followUp: boolean;
}

/** What a customer without a login does with the link that was sent. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly responses: ResponsesService,
    private readonly followUps: FollowUpsService,
  ) {}

  /** The customer looks at the questions; returns until when they can be answered. */
  async open(tx: Tx, token: string, now: Date): Promise<Date> {
    const link = await this.follow(tx, token, now);
    if (link.state === 'answered') throw new SurveyLinkUsed();
    await this.invitations.noteOpened(tx, link.invitationId, now);
    return link.validUntil;
  }

  /**
   * Takes the one answer of a link. The invitation stays locked meanwhile: of any number of submits at once one is
   * taken, and the others are told what they would have been told had they come later.
   */
  async submit(tx: Tx, token: string, answer: GivenAnswer, now: Date): Promise<Receipt> {
    const link = await this.follow(tx, token, now);
    if (link.state === 'answered') return this.repeat(tx, link, answer);
    const { id: responseId } = await this.responses.record(tx, link, answer, now);
    await this.invitations.noteResponded(tx, link.invitationId, now);
    const why = badScoreOf(answer);
    const { customerId, caseId } = link;
    if (why) await this.followUps.request(tx, { responseId, customerId, caseId }, why, now);
    return receiptOf(answer, now);
  }

  private async repeat(tx: Tx, { invitationId }: SurveyLink, answer: GivenAnswer): Promise<Receipt> {
    const earlier = (await this.responses.givenTo(tx, invitationId))!;
    if (!isSameAnswer(earlier, answer)) throw new AnsweredAlready();
    return receiptOf(earlier, earlier.answeredAt);
  }

  /** A link that still leads somewhere: open, or answered. */
  private async follow(tx: Tx, token: string, now: Date): Promise<SurveyLink> {
    const link = await this.invitations.follow(tx, token, now);
    if (!link || link.state === 'withdrawn') throw new SurveyLinkUnknown();
    if (link.state === 'expired') throw new SurveyLinkExpired();
    return link;
  }
}

const receiptOf = ({ nps, csat }: GivenAnswer, answeredAt: Date): Receipt => ({
  nps,
  csat,
  answeredAt,
  followUp: badScoreOf({ nps, csat }) !== null,
});
