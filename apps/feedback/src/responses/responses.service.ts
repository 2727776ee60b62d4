import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { AnsweredInvitation, GivenAnswer } from './given-answer.js';
import { Response } from './response.entity.js';
import { type ResponseRow, ResponsesRepository } from './responses.repository.js';

const cellOf = (responseId: string) => ({ table: 'response', column: 'comment', row: responseId });

/** Keeps what customers answered, the words sealed under the customer's own key. */
@Injectable()
export class ResponsesService {
  constructor(
    private readonly repository: ResponsesRepository,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /** Records the one answer to an invitation, which the caller has locked. */
  async record(tx: Tx, invitation: AnsweredInvitation, answer: GivenAnswer, now: Date): Promise<Response> {
    const id = newId();
    const { comment } = answer;
    const sealed = comment === null ? null : await this.cipher.seal(tx, invitation.customerId, cellOf(id), comment);
    const response = Response.of(invitation, answer, sealed, id, now);
    await this.repository.add(tx, response);
    await this.outbox.append(tx, response.received());
    return response;
  }

  /** The answer to an invitation as it was given; null when there is none. */
  async givenTo(tx: Tx, invitationId: string): Promise<(GivenAnswer & { answeredAt: Date }) | null> {
    const response = await this.repository.ofInvitation(tx, invitationId);
    if (!response) return null;
    const { nps, csat, language, answeredAt } = response;
    const [comment] = await this.wordsOfAll(tx, [response]);
    return { nps, csat, comment: comment!, language, answeredAt };
  }

  /** The words of each answer in clear, in the order given; null: none, or erased with the customer's key. */
  async wordsOfAll(tx: Tx, responses: readonly Pick<Response, 'id' | 'comment'>[]): Promise<(string | null)[]> {
    const sealed = responses.filter((response) => response.comment !== null);
    const cells = sealed.map(({ id, comment }) => ({ cell: cellOf(id), sealed: comment! }));
    const opened = await this.cipher.openAll(tx, cells);
    const words = new Map(sealed.map(({ id }, index) => [id, opened[index]!]));
    return responses.map(({ id }) => words.get(id) ?? null);
  }

  /** The newest answers under any of these customer ids, newest first. */
  newestOf(tx: Tx, customerIds: string[], limit: number): Promise<ResponseRow[]> {
    return this.repository.list(tx, { customerIds, department: null, before: null, limit });
  }

  /** How many answers there are under any of these customer ids. */
  countOf(tx: Tx, customerIds: string[]): Promise<number> {
    return this.repository.countOf(tx, customerIds);
  }
}
