import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import { IntakesService, type NewIntake } from '../intakes/intakes.service.js';
import { CallersService } from '../reception/callers.service.js';
import type { Thread } from '../reception/reception.service.js';
import { RepliesService } from '../replies/replies.service.js';
import { caseNumberIn, type InboundMail, ownMessageId } from './rules/mail.js';

/** Finds the case that a mail goes on with. */
@Injectable()
export class MailThreads {
  constructor(
    private readonly intakes: IntakesService,
    private readonly replies: RepliesService,
    private readonly cases: CasesService,
    private readonly callers: CallersService,
  ) {}

  /** Whether it is a message of ours that came back. */
  async isOurs(tx: Tx, { id }: InboundMail): Promise<boolean> {
    const own = ownMessageId(id);
    return own !== null && (await this.replies.casesOf(tx, [own])).size > 0;
  }

  /**
   * The case of a message that it answers, from whomever, since ids of messages are not guessed; else the case whose number
   * it names. Anybody can write a number, so only somebody who was heard in the case, or whose case it is, gets into it.
   */
  async find(tx: Tx, mail: InboundMail, contact: NewIntake['contact']): Promise<Thread | null> {
    const answered = await this.answered(tx, mail.answers);
    if (answered !== null) return { caseId: answered, reason: 'answers_message', joins: true };
    const number = caseNumberIn(mail.subject);
    const named = number === null ? null : await this.cases.findByNumber(tx, number);
    if (!named) return null;
    const caller = await this.callers.identify(tx, { customerId: null, contact });
    const { toldContactKey } = caller;
    const isKnown =
      named.isOf(caller) || (toldContactKey !== null && (await this.intakes.hasContact(tx, named.id, toldContactKey)));
    return { caseId: named.id, reason: 'names_case', joins: isKnown };
  }

  private async answered(tx: Tx, ids: readonly string[]): Promise<string | null> {
    if (ids.length === 0) return null;
    const received = await this.intakes.casesOf(tx, 'email', ids);
    const own = new Map(
      ids.flatMap((id) => [[id, ownMessageId(id)] as const]).filter(([, message]) => message !== null),
    );
    const sent = await this.replies.casesOf(tx, [...own.values()] as string[]);
    for (const id of ids) {
      const found = received.get(id) ?? sent.get(own.get(id) ?? '');
      if (found !== undefined) return found;
    }
    return null;
  }
}
