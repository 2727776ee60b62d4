import { FieldCipher, type Tx } from '@crm/persistence';
import { type User, userOf } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import type { NewIntake } from '../intakes/intakes.service.js';
import { ReceptionService } from '../reception/reception.service.js';
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
    private readonly reception: ReceptionService,
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
   * Takes an answer like a mail that answers ours: a contact of the customer that belongs to the case, or to the one in which
   * it goes on. Where that is over, it opens a case of its own. The same words again are the same answer.
   * @throws ReplyLinkUnknown; ReplyLinkExpired; TooManyAnswers
   */
  async answer(tx: Tx, token: string, text: string, now: Date): Promise<{ caseNumber: string; receivedAt: Date }> {
    const tokenHash = replyTokenHash(token);
    const reply = await this.usable(tx, tokenHash, now);
    await this.repository.lockAnswers(tx, reply.id);
    const fingerprint = this.cipher.blindIndex('reply-answer', text);
    const { count, ...known } = await this.repository.answered(tx, reply.id, fingerprint);
    if (known.receivedAt) return { caseNumber: await this.numberOf(tx, known.caseId!), receivedAt: known.receivedAt };
    if (count >= mostAnswers) throw new TooManyAnswers();
    const number = count + 1;
    const about = (await this.cases.find(tx, reply.caseId))!;
    const intake = contactOf(about, text, `reply/${reply.id}/${number}`, now);
    const thread = { caseId: reply.caseId, reason: 'answers_message' as const, joins: true };
    const { decision } = await this.reception.receive(tx, intake, customer, now, thread);
    // The link may have been withdrawn while the answer waited for its case.
    await this.usable(tx, tokenHash, now);
    await this.repository.addAnswer(tx, { intakeId: decision.id, replyId: reply.id, number, fingerprint });
    return { caseNumber: await this.numberOf(tx, decision.caseId), receivedAt: now };
  }

  /** Where an open link leads; its case stays locked. */
  private async follow(tx: Tx, token: string, now: Date): Promise<{ kase: ServiceCase; reply: Reply }> {
    const tokenHash = replyTokenHash(token);
    const { caseId } = await this.usable(tx, tokenHash, now);
    const kase = await this.cases.lock(tx, caseId, null);
    return { kase, reply: await this.usable(tx, tokenHash, now) };
  }

  /** The reply behind an open link. @throws ReplyLinkUnknown; ReplyLinkExpired */
  private async usable(tx: Tx, tokenHash: string, now: Date): Promise<Reply> {
    const reply = await this.repository.find(tx, { tokenHash });
    const state = reply?.linkAt(now);
    if (!reply || state === 'withdrawn') throw new ReplyLinkUnknown();
    if (state === 'expired') throw new ReplyLinkExpired();
    return reply;
  }

  private async numberOf(tx: Tx, caseId: string): Promise<string> {
    return (await this.cases.find(tx, caseId))!.number;
  }
}

/** Who wrote it, as the one who records it. */
const customer: User = userOf({ sub: 'customer', scope: 'intake:write' })!;

/** What the customer wrote, about what the case is about. */
const contactOf = (
  { toldKind, severity, number, customerId }: ServiceCase,
  text: string,
  externalId: string,
  now: Date,
): NewIntake => ({
  ...{ channel: 'web_chat', externalId, receivedAt: now, customerId, contact: null, kind: toldKind, severity },
  ...{ subject: `Re: ${number}`, text, orderId: null, productId: null, complainedOf: null },
});
