import type { IntakeChannel, MessageChannel } from '@crm/contracts';
import { databaseNow, FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Person } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { allowedIn } from '../cases/rules/transitions.js';
import { type AnswerRow, RepliesRepository } from './replies.repository.js';
import { type MessageNews, type Obstacle, Reply } from './reply.entity.js';
import { replyTokenHash } from './reply-token.js';

export type { MessageNews, Obstacle, Reply };

/** What somebody writes to the customer. */
export interface NewReply {
  text: string;
  articleId: string | null;
  /** The way to try first; null: the one that the customer prefers. */
  channel: MessageChannel | null;
  /** By which other way the customer is told as well; null: by none. */
  toldBy: IntakeChannel | null;
}

/** How the customer is to get it: the message that was asked for with its link, or why there is none. */
export type Dispatch = { messageId: string; token: string; validUntil: Date } | Obstacle;

/** A reply in clear with its answers; a text is null where its key was destroyed. */
export interface ReadableReply {
  reply: Reply;
  text: string | null;
  answers: { intakeId: string; receivedAt: Date; text: string | null }[];
}

const cellOf = (row: string) => ({ table: 'reply', column: 'words', row });
const intakeCell = (row: string) => ({ table: 'intake', column: 'words', row });

/** What customers are answered, and what became of it. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly repository: RepliesRepository,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly cipher: FieldCipher,
  ) {}

  /** Keeps a reply to the customer of a locked case. */
  async record(
    tx: Tx,
    kase: ServiceCase,
    { text, articleId, channel, toldBy }: NewReply,
    dispatch: Dispatch,
    by: Person,
    now: Date,
  ): Promise<Reply> {
    const id = newId();
    const isPossible = typeof dispatch !== 'string';
    const reply = Object.assign(new Reply(), {
      ...{ id, caseId: kase.id, words: await this.cipher.seal(tx, kase.subjectId, cellOf(id), text) },
      ...{ articleId, wishedChannel: channel, toldBy, byEmployeeId: by.employeeId, byDepartment: by.department },
      ...{ writtenAt: now, delivery: isPossible ? ('queued' as const) : ('not_possible' as const) },
      ...{ reason: isPossible ? null : dispatch, channel: null, toldAt: null },
      messageId: isPossible ? dispatch.messageId : null,
      tokenHash: isPossible ? replyTokenHash(dispatch.token) : null,
      validUntil: isPossible ? dispatch.validUntil : null,
      ...{ withdrawnAt: null, readAt: null },
    } satisfies Partial<Reply>);
    await this.repository.add(tx, reply);
    return reply;
  }

  /** The case of each of these messages that tells of a reply. */
  casesOf(tx: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
    return this.repository.casesOf(tx, messageIds);
  }

  /** Notes what customer-master says of a message; what is no message of ours, or no news, changes nothing. */
  async hear(tx: Tx, messageId: string, news: MessageNews, at: Date): Promise<void> {
    const seen = await this.repository.find(tx, { messageId });
    if (!seen) return;
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const reply = (await this.repository.find(tx, { messageId }))!;
    if (!reply.hear(news, at)) return;
    await this.repository.save(tx, reply);
    if (news.delivery === 'sent') return;
    const details = { replyId: reply.id, reason: reply.reason };
    await this.cases.note(tx, kase, { type: `reply.${news.delivery}`, at, by: null, details });
    const [newest] = await this.repository.ofCase(tx, kase.id, null, 1);
    if (newest!.id === reply.id && !reply.isTold) await this.owe(tx, kase, await databaseNow(tx));
  }

  /** The customer of a locked case knows nothing yet: nobody waits for an answer to that, and the next answer has its time. */
  private async owe(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    if (!allowedIn(kase.state).includes('respond')) return;
    if (kase.state === 'waiting_customer') await this.cases.resume(tx, kase, null, now);
    await this.clocks.startUnless(tx, kase, 'next_update', ['first_response'], now);
  }

  /** The newest first, with what was answered to each; one more than `limit` tells that there is a next page. */
  async ofCase(
    tx: Tx,
    caseId: string,
    page: { behind: string | null; limit: number },
    readsText: boolean,
  ): Promise<ReadableReply[]> {
    const replies = await this.repository.ofCase(tx, caseId, page.behind, page.limit + 1);
    return this.readable(tx, replies, readsText);
  }

  /** Replies in clear; without the words where they are not for the reader. */
  async readable(tx: Tx, replies: readonly Reply[], readsText: boolean): Promise<ReadableReply[]> {
    const answers = await this.repository.answersTo(
      tx,
      replies.map(({ id }) => id),
    );
    const cells = [
      ...replies.map(({ id, words }) => ({ cell: cellOf(id), sealed: words })),
      ...answers.map(({ intakeId, words }) => ({ cell: intakeCell(intakeId), sealed: words })),
    ];
    const texts = readsText ? await this.cipher.openAll(tx, cells) : cells.map(() => null);
    const answerOf = (answer: AnswerRow, index: number) => ({ ...answer, text: texts[replies.length + index]! });
    const read = answers.map(answerOf);
    return replies.map((reply, index) => ({
      reply,
      text: texts[index]!,
      answers: read
        .filter(({ replyId }) => replyId === reply.id)
        .map(({ intakeId, receivedAt, text }) => ({ intakeId, receivedAt, text })),
    }));
  }

  /** The replies to a locked case, and to those that were merged into it, were for somebody else: their links lead nowhere any more, nor are they shown again. */
  withdrawLinks(tx: Tx, caseIds: readonly string[], now: Date): Promise<void> {
    return this.repository.withdrawLinks(tx, caseIds, now);
  }
}
