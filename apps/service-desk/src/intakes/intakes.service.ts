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
import { v7 as newId } from 'uuid';
import { Intake, type Suggestion } from './intake.entity.js';

export type { Suggestion };

/** A contact as it came in, in clear. */
export interface NewIntake {
  channel: IntakeChannel;
  externalId: string;
  receivedAt: Date;
  /** As given; null: to be recognised by the contact. */
  customerId: string | null;
  contact: { type: ContactPointType; value: string } | null;
  kind: CaseKind;
  severity: CaseSeverity;
  subject: string;
  text: string;
  orderId: string | null;
  productId: string | null;
  complainedOf: string | null;
}

/** What was decided on a contact: the answer to whoever delivered it. */
export interface Decision {
  id: string;
  caseId: string;
  decision: 'opened' | 'attached';
  suggestions: Suggestion[];
}

/** A contact in clear, as far as it is still readable. */
export type ReadableIntake = Omit<Intake, 'subject' | 'words' | 'contactValue'> & {
  subject: string | null;
  words: string | null;
  contactValue: string | null;
};

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
      isSame: known.fingerprint === this.fingerprintOf(intake),
    };
  }

  /** Records a contact that was decided on. `subjectId`: whose key seals it. */
  async record(
    tx: Tx,
    intake: NewIntake,
    about: Omit<Decision, 'id'> & { customerId: string | null; subjectId: string; recordedBy: string },
    now: Date,
  ): Promise<Decision> {
    const id = newId();
    const { subjectId, customerId, caseId, decision, suggestions, recordedBy } = about;
    const { contact, subject, text, ...facts } = intake;
    const seal = (column: SealedColumn, plain: string) => this.cipher.seal(tx, subjectId, cellOf(id, column), plain);
    await tx.insert(Intake, {
      ...facts,
      id,
      caseId,
      customerId,
      decision,
      suggestions,
      recordedBy,
      recordedAt: now,
      fingerprint: this.fingerprintOf(intake),
      contactType: contact?.type ?? null,
      contactValue: contact && (await seal('contactValue', contact.value)),
      subject: await seal('subject', subject),
      words: await seal('words', text),
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

  /** All contacts of a case in clear, in the order of recording. */
  async ofCase(tx: Tx, caseId: string): Promise<ReadableIntake[]> {
    const intakes = await tx.find(Intake, { where: { caseId }, order: { id: 'ASC' } });
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

  private fingerprintOf({ receivedAt, ...rest }: NewIntake): string {
    const content = Object.entries({ ...rest, receivedAt: receivedAt.toISOString() }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return this.cipher.blindIndex('intake', JSON.stringify(content));
  }
}
