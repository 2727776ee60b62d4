import {
  type CaseKind,
  type CaseSeverity,
  type ContactPointType,
  type IntakeChannel,
  IntakeRecorded,
} from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { v7 as newId } from 'uuid';
import { Intake } from './intake.entity.js';
import type { IntakeDecision, Suggestion } from './suggestion.js';

export type { IntakeDecision, Suggestion };

/** A contact as it came in, in clear. */
export interface NewIntake {
  channel: IntakeChannel;
  externalId: string;
  receivedAt: Date;
  /** As given; null: to be recognised by the contact. */
  customerId: string | null;
  contact: { type: ContactPointType; value: string } | null;
  /** Null: not told; a case that it opens is taken for an enquiry until somebody tells. */
  kind: CaseKind | null;
  severity: CaseSeverity;
  subject: string;
  text: string;
  orderId: string | null;
  productId: string | null;
  complainedOf: string | null;
  /** The id alone tells a repetition: the same mail comes by several ways, not letter by letter the same. */
  idAlone?: true;
  /** Of the customer, for the choice of the owner; not kept. */
  region?: string;
}

/** What was decided on a contact: the answer to whoever delivered it. */
export interface Decision {
  id: string;
  caseId: string;
  decision: IntakeDecision;
  suggestions: Suggestion[];
}

/** Who a contact is recorded for, and by whom. */
interface Recording {
  customerId: string | null;
  /** Keyed hash of the contact point; null: none was told. */
  contactKey: string | null;
  /** Whose key seals it. */
  subjectId: string;
  recordedBy: string;
}

/** A contact in clear, as far as it is still readable. */
export type ReadableIntake = Omit<Intake, 'subject' | 'words' | 'contactValue'> & {
  subject: string | null;
  words: string | null;
  contactValue: string | null;
};

/** A contact without its words. */
export type IntakeFacts = Pick<Intake, keyof typeof facts>;
const facts = {
  id: true,
  caseId: true,
  receivedAt: true,
  customerId: true,
  contactKey: true,
  kind: true,
  severity: true,
  orderId: true,
  productId: true,
  complainedOf: true,
} as const satisfies Partial<Record<keyof Intake, true>>;

/** What was said in a contact of a case. */
export interface SaidIn {
  caseId: string;
  channel: IntakeChannel;
  subject: string;
  text: string;
}

type SealedColumn = 'subject' | 'words' | 'contactValue';
const cellOf = (row: string, column: SealedColumn) => ({ table: 'intake', column, row });

/** The contacts of customers, each recorded once, personal parts sealed. */
@Injectable()
export class IntakesService {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /** What was decided on this message, and whether it said the same; null: never seen. */
  async decidedOn(tx: Tx, intake: NewIntake): Promise<{ decision: Decision; isSame: boolean } | null> {
    const known = await tx.findOneBy(Intake, { channel: intake.channel, externalId: intake.externalId });
    if (!known) return null;
    const { id, caseId, decision, suggestions } = known;
    return {
      decision: { id, caseId, decision, suggestions },
      isSame: intake.idAlone === true || known.fingerprint === this.fingerprintOf(intake),
    };
  }

  /** Records a contact that was decided on. `subjectId`: whose key seals it. */
  async record(tx: Tx, intake: NewIntake, about: Omit<Decision, 'id'> & Recording, now: Date): Promise<Decision> {
    const id = newId();
    const { subjectId, customerId, contactKey, caseId, decision, suggestions, recordedBy } = about;
    const { contact, subject, text, idAlone: _, ...facts } = intake;
    const [sealedSubject, words, contactValue = null] = await this.cipher.sealEach(tx, subjectId, [
      { cell: cellOf(id, 'subject'), plain: subject },
      { cell: cellOf(id, 'words'), plain: text },
      ...(contact ? [{ cell: cellOf(id, 'contactValue'), plain: contact.value }] : []),
    ]);
    await tx.insert(Intake, {
      ...facts,
      id,
      contactKey,
      caseId,
      customerId,
      decision,
      suggestions,
      recordedBy,
      recordedAt: now,
      fingerprint: this.fingerprintOf(intake),
      contactType: contact?.type ?? null,
      contactValue,
      subject: sealedSubject!,
      words: words!,
    });
    const data = {
      intakeId: id,
      caseId,
      channel: intake.channel,
      decision,
      receivedAt: intake.receivedAt.toISOString(),
    };
    await this.outbox.append(
      tx,
      IntakeRecorded.draft({ customerId, aggregateId: id, aggregateVersion: 1, time: now, data }),
    );
    return { id, caseId, decision, suggestions };
  }

  /** What a contact is about, without its words; null: no such contact. */
  async find(tx: Tx, id: string): Promise<IntakeFacts | null> {
    return tx.findOne(Intake, { where: { id }, select: facts });
  }

  /** The case of each of these messages of a channel that was recorded. */
  async casesOf(tx: Tx, channel: IntakeChannel, externalIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; caseId: string }[]>(
      'SELECT external_id AS id, case_id AS "caseId" FROM intake WHERE channel = $1 AND external_id = ANY ($2)',
      [channel, externalIds],
    );
    return new Map(rows.map(({ id, caseId }) => [id, caseId]));
  }

  /** Whether somebody with this contact point was heard in the case. */
  hasContact(tx: Tx, caseId: string, contactKey: string): Promise<boolean> {
    return tx.existsBy(Intake, { caseId, contactKey });
  }

  /** What the contacts of a case are about, the first received first. */
  factsOf(tx: Tx, caseId: string): Promise<IntakeFacts[]> {
    return tx.find(Intake, { where: { caseId }, select: facts, order: { receivedAt: 'ASC', id: 'ASC' } });
  }

  /** Gives a contact to another case, under the locks of both. */
  async move(tx: Tx, id: string, caseId: string): Promise<void> {
    await tx.update(Intake, { id }, { caseId });
  }

  /** All contacts of these cases in clear, in the order of recording. */
  async ofCases(tx: Tx, caseIds: readonly string[]): Promise<ReadableIntake[]> {
    const intakes = await tx.find(Intake, { where: { caseId: In([...caseIds]) }, order: { id: 'ASC' } });
    const cells = intakes.flatMap(({ id, subject, words, contactValue }) => [
      { cell: cellOf(id, 'subject'), sealed: subject },
      { cell: cellOf(id, 'words'), sealed: words },
      ...(contactValue === null ? [] : [{ cell: cellOf(id, 'contactValue'), sealed: contactValue }]),
    ]);
    const opened = await this.cipher.openAll(tx, cells);
    const clear = new Map(cells.map(({ cell }, index) => [`${cell.row} ${cell.column}`, opened[index]!]));
    const read = (id: string, column: SealedColumn): string | null => clear.get(`${id} ${column}`) ?? null;
    return intakes.map((intake) => ({
      ...intake,
      subject: read(intake.id, 'subject'),
      words: read(intake.id, 'words'),
      contactValue: read(intake.id, 'contactValue'),
    }));
  }

  /** The subject of each case in clear: that of the contact which opened it. */
  async subjectsOf(tx: Tx, caseIds: string[]): Promise<Map<string, string | null>> {
    const rows = await tx.query<{ id: string; caseId: string; subject: string }[]>(
      `SELECT DISTINCT ON (case_id) id, case_id AS "caseId", subject FROM intake
       WHERE case_id = ANY ($1) ORDER BY case_id, id`,
      [caseIds],
    );
    const opened = await this.cipher.openAll(
      tx,
      rows.map(({ id, subject }) => ({ cell: cellOf(id, 'subject'), sealed: subject })),
    );
    return new Map(rows.map(({ caseId }, index) => [caseId, opened[index]!]));
  }

  /** Everything that was said in the contacts of each case, in clear; a case of which nothing is readable is left out. */
  async textsOf(tx: Tx, caseIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ id: string; caseId: string; subject: string; words: string }[]>(
      `SELECT id, case_id AS "caseId", subject, words FROM intake WHERE case_id = ANY ($1) ORDER BY case_id, id`,
      [caseIds],
    );
    const cells = rows.flatMap(({ id, caseId, subject, words }) => [
      { caseId, cell: cellOf(id, 'subject'), sealed: subject },
      { caseId, cell: cellOf(id, 'words'), sealed: words },
    ]);
    const opened = await this.cipher.openAll(tx, cells);
    const texts = new Map<string, string[]>();
    for (const [index, { caseId }] of cells.entries()) {
      const text = opened[index]!;
      if (text !== null) texts.set(caseId, [...(texts.get(caseId) ?? []), text]);
    }
    return texts;
  }

  /** The newest contacts of each case in clear, as far as they are readable: a few say what it is about. */
  async newestOf(tx: Tx, caseIds: string[], mostEach: number): Promise<SaidIn[]> {
    const rows = await tx.query<(SaidIn & { id: string; words: string })[]>(
      `SELECT i.id, i.case_id AS "caseId", i.channel, i.subject, i.words FROM unnest($1::uuid[]) AS asked (id)
       CROSS JOIN LATERAL (SELECT * FROM intake WHERE case_id = asked.id ORDER BY id DESC LIMIT $2) i`,
      [caseIds, mostEach],
    );
    const opened = await this.cipher.openAll(
      tx,
      rows.flatMap(({ id, subject, words }) => [
        { cell: cellOf(id, 'subject'), sealed: subject },
        { cell: cellOf(id, 'words'), sealed: words },
      ]),
    );
    return rows.map(({ caseId, channel }, at) => ({
      ...{ caseId, channel },
      subject: opened[2 * at] ?? '',
      text: opened[2 * at + 1] ?? '',
    }));
  }

  private fingerprintOf({ receivedAt, ...rest }: NewIntake): string {
    const content = Object.entries({ ...rest, receivedAt: receivedAt.toISOString() }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return this.cipher.blindIndex('intake', JSON.stringify(content));
  }
}
