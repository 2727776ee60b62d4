import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { IntakesService, type NewIntake } from '../intakes/intakes.service.js';
import { RepliesRepository } from './replies.repository.js';
import { type ReadableReply, RepliesService } from './replies.service.js';
import type { Reply } from './reply.entity.js';
import { ReplyLinkExpired, ReplyLinkUnknown, TooManyAnswers } from './reply-links.errors.js';
import { replyTokenHash } from './reply-token.js';

/** Replies that a page shows. */
const mostShown = 50;
/** Answers that one link takes; the table says so too. */
const mostAnswers = 20;

/** What a customer reads behind a link. */
export interface Conversation {
  caseNumber: string;
  validUntil: Date;
  /** The oldest first, the reply of the link last. */
  replies: ReadableReply[];
}

/** What a customer without a login does with the link that was sent. */
@Injectable()
export class ReplyLinksService {
  constructor(
    private readonly repository: RepliesRepository,
    private readonly replies: RepliesService,
    private readonly cases: CasesService,
    private readonly intakes: IntakesService,
    private readonly cipher: FieldCipher,
  ) {}

  /** The reply behind the link, and those before it to the same customer. @throws ReplyLinkUnknown; ReplyLinkExpired */
  async open(tx: Tx, token: string, now: Date): Promise<Conversation> {
    const { kase, reply } = await this.follow(tx, token, now);
    const shown = await this.repository.shown(tx, kase.id, reply.id, mostShown);
    const readable = (await this.replies.readable(tx, shown, true)).filter(({ text }) => text !== null);
    // Nobody can read it any more: the customer was erased.
    if (readable[0]?.reply.id !== reply.id) throw new ReplyLinkUnknown();
    reply.readAt ??= now;
    await this.repository.save(tx, reply);
    return { caseNumber: kase.number, validUntil: reply.validUntil!, replies: readable.reverse() };
  }

  /**
   * Takes an answer: a contact of the customer that belongs to the case, in whatever state that is; it ends a waiting for
   * the customer, and reopens nothing. The same words again are the same answer.
   * @throws ReplyLinkUnknown; ReplyLinkExpired; TooManyAnswers
   */
  async answer(tx: Tx, token: string, text: string, now: Date): Promise<{ caseNumber: string; receivedAt: Date }> {
    const { kase, reply } = await this.follow(tx, token, now);
    const fingerprint = this.cipher.blindIndex('reply-answer', text);
    const { count, receivedAt } = await this.repository.answered(tx, reply.id, fingerprint);
    if (receivedAt) return { caseNumber: kase.number, receivedAt };
    if (count >= mostAnswers) throw new TooManyAnswers();
    if (kase.state === 'waiting_customer') await this.cases.resume(tx, kase, null, now);
    const number = count + 1;
    const intake = contactOf(kase, text, `reply/${reply.id}/${number}`, now);
    const about = {
      caseId: kase.id,
      decision: 'attached' as const,
      suggestions: [],
      recordedBy: 'customer',
      contactKey: null,
    };
    const { customerId, subjectId } = kase;
    const { id: intakeId } = await this.intakes.record(tx, intake, { ...about, customerId, subjectId }, now);
    await this.repository.addAnswer(tx, { intakeId, replyId: reply.id, number, fingerprint });
    const details = { intakeId, channel: intake.channel, decision: about.decision, inReplyTo: reply.id };
    await this.cases.note(tx, kase, { type: 'intake.recorded', at: now, by: null, details });
    return { caseNumber: kase.number, receivedAt: now };
  }

  /** Where an open link leads; its case stays locked. */
  private async follow(tx: Tx, token: string, now: Date): Promise<{ kase: ServiceCase; reply: Reply }> {
    const tokenHash = replyTokenHash(token);
    const seen = await this.repository.find(tx, { tokenHash });
    if (!seen) throw new ReplyLinkUnknown();
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const reply = (await this.repository.find(tx, { tokenHash }))!;
    const state = reply.linkAt(now);
    if (state === 'withdrawn') throw new ReplyLinkUnknown();
    if (state === 'expired') throw new ReplyLinkExpired();
    return { kase, reply };
  }
}

/** What the customer wrote, about what the case is about. */
const contactOf = (
  { kind, severity, number, customerId }: ServiceCase,
  text: string,
  externalId: string,
  now: Date,
): NewIntake => ({
  ...{ channel: 'web_chat', externalId, receivedAt: now, customerId, contact: null, kind, severity },
  ...{ subject: `Re: ${number}`, text, orderId: null, productId: null, complainedOf: null },
});
