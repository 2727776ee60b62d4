import { MessageRequested } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { FeedbackConfig } from '../config.js';
import { type ClosedCase, Invitation } from './invitation.entity.js';
import { InvitationsRepository } from './invitations.repository.js';
import type { SurveyLink } from './survey-link.js';
import { newSurveyToken, surveyTokenHash } from './survey-token.js';

/** Kind of the timer that ends an invitation nobody answered. */
export const expiryTimer = 'invitation.expiry';
const day = 86_400_000;

/** Asks customers for an answer, and follows what becomes of each invitation. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly repository: InvitationsRepository,
    private readonly customers: CustomerDirectory,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: FeedbackConfig,
  ) {}

  /** Asks about one closing of a case, once however often the news of it arrives. */
  async invite(tx: Tx, about: ClosedCase, now: Date): Promise<void> {
    const invitation = Invitation.plan(about, newId(), now);
    if (!(await this.repository.add(tx, invitation))) return;
    const card = await this.customers.find(tx, about.customerId);
    // The case may be known here before its customer: then customer-master, which knows the address, decides.
    const refused = card !== null && !card.contactable.some((way) => way.purpose === 'survey');
    const events = refused ? invitation.suppress('not_contactable') : [await this.request(tx, invitation, now)];
    await this.repository.save(tx, invitation);
    await this.outbox.append(tx, ...events);
  }

  async messageSent(tx: Tx, messageId: string, at: Date): Promise<void> {
    const invitation = await this.repository.lock(tx, { messageId });
    const events = invitation?.sent(at) ?? [];
    if (events.length === 0) return;
    await this.repository.save(tx, invitation!);
    await this.outbox.append(tx, ...events);
  }

  async messageSuppressed(tx: Tx, messageId: string): Promise<void> {
    const invitation = await this.repository.lock(tx, { messageId });
    const events = invitation?.suppress('message_suppressed') ?? [];
    if (events.length === 0) return;
    await this.close(tx, invitation!);
    await this.outbox.append(tx, ...events);
  }

  async messageBounced(tx: Tx, messageId: string): Promise<void> {
    const invitation = await this.repository.lock(tx, { messageId });
    if (invitation?.bounce()) await this.close(tx, invitation);
  }

  /** Ends the invitation if it is still unanswered at that moment. */
  async expire(tx: Tx, id: string, at: Date): Promise<void> {
    const invitation = await this.repository.lock(tx, { id });
    if (invitation?.expire(at)) await this.repository.save(tx, invitation);
  }

  /** What a link leads to; its invitation stays locked until the transaction ends. Null for a token never given out. */
  async follow(tx: Tx, token: string, now: Date): Promise<SurveyLink | null> {
    const invitation = await this.repository.lock(tx, { tokenHash: surveyTokenHash(token) });
    if (!invitation) return null;
    const { id: invitationId, customerId, caseId, validUntil } = invitation;
    return { invitationId, customerId, caseId, state: invitation.linkStateAt(now), validUntil: validUntil! };
  }

  /** Notes that the customer has seen the questions. */
  async noteOpened(tx: Tx, id: string, at: Date): Promise<void> {
    const invitation = await this.repository.lock(tx, { id });
    if (invitation?.open(at)) await this.repository.save(tx, invitation);
  }

  /** Notes that the customer has answered. */
  async noteResponded(tx: Tx, id: string, at: Date): Promise<void> {
    const invitation = (await this.repository.lock(tx, { id }))!;
    invitation.respond(at);
    await this.close(tx, invitation);
  }

  private async request(tx: Tx, invitation: Invitation, now: Date) {
    const token = newSurveyToken();
    const messageId = newId();
    const validUntil = new Date(now.getTime() + this.config.INVITATION_VALID_DAYS * day);
    invitation.request({ messageId, tokenHash: surveyTokenHash(token), validUntil }, now);
    await this.timers.arm(tx, { kind: expiryTimer, aggregateId: invitation.id, epoch: 1, dueAt: validUntil });
    const { customerId } = invitation;
    const link = `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/feedback/v1/answers/${token}`;
    return MessageRequested.draft({
      customerId,
      aggregateId: messageId,
      aggregateVersion: 1,
      data: {
        messageId,
        customerId,
        purpose: 'survey',
        template: 'survey_invitation',
        parameters: { link },
        preferredChannel: null,
      },
    });
  }

  private async close(tx: Tx, invitation: Invitation): Promise<void> {
    await this.repository.save(tx, invitation);
    await this.timers.cancel(tx, expiryTimer, invitation.id);
  }
}
