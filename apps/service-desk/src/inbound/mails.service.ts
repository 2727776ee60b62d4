import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Decision, NewIntake } from '../intakes/intakes.service.js';
import { ReceptionService } from '../reception/reception.service.js';
import { normalisedContact } from '../reception/rules/contact.js';
import { IgnoredMailsRepository } from './ignored-mails.repository.js';
import { type MailFiles, MailFilesService } from './mail-files.service.js';
import { MailThreads } from './mail-threads.service.js';
import {
  automaticReason,
  type IgnoredReason,
  type InboundMail,
  receivedAtOf,
  subjectOf,
  wordsOf,
} from './rules/mail.js';

/** What became of a mail. */
export type MailOutcome = { ignored: IgnoredReason } | { decision: Decision; isNew: boolean };

/** Takes mails in, each once, and lets lie what programs wrote. */
@Injectable()
export class MailsService {
  constructor(
    private readonly reception: ReceptionService,
    private readonly threads: MailThreads,
    private readonly ignored: IgnoredMailsRepository,
    private readonly files: MailFilesService,
  ) {}

  /** @param files of the mail, kept before */
  async receive(tx: Tx, mail: InboundMail, files: MailFiles, user: User, now: Date): Promise<MailOutcome> {
    const reason = await this.reasonToIgnore(tx, mail);
    if (reason) {
      await this.ignored.add(tx, mail.id, reason, receivedAtOf(mail, now), now);
      return { ignored: reason };
    }
    const intake = toIntake(mail, files, now);
    const thread = await this.threads.find(tx, mail, intake.contact);
    const outcome = await this.reception.receive(tx, intake, user, now, thread);
    if (outcome.isNew) await this.files.record(tx, outcome.decision.caseId, files, user, now);
    return outcome;
  }

  private async reasonToIgnore(tx: Tx, mail: InboundMail): Promise<IgnoredReason | null> {
    const known = await this.ignored.find(tx, mail.id);
    if (known) return known;
    return automaticReason(mail) ?? ((await this.threads.isOurs(tx, mail)) ? 'own_message' : null);
  }
}

function toIntake(mail: InboundMail, { refused }: MailFiles, now: Date): NewIntake {
  const address = normalisedContact('email', mail.from);
  return {
    channel: 'email',
    externalId: mail.id,
    idAlone: true,
    receivedAt: receivedAtOf(mail, now),
    customerId: null,
    contact: address === null ? null : { type: 'email', value: address },
    kind: null,
    severity: 'normal',
    subject: subjectOf(mail),
    text: wordsOf(mail.text, refused),
    orderId: null,
    productId: null,
    complainedOf: null,
  };
}
