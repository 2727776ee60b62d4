import type { InteractionChannel } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { openWords, sealWords } from '../customers/sealed-words.js';
import { ownedBy } from '../relationships/resolved-ids.js';
import type { ExternalRef, Interaction, InteractionWords } from './rules/interaction.js';

type Row = Omit<Interaction, 'words' | 'externalRef'> & {
  sealed: string | null;
  source: string | null;
  sourceId: string | null;
};
type Viewer = Pick<Actor, 'scope' | 'department'>;

export interface InteractionFilter {
  customerIds?: readonly string[] | undefined;
  employeeId?: string | undefined;
  channel?: InteractionChannel | undefined;
  /** From this moment on. */
  from?: string | undefined;
  /** Before this moment. */
  to?: string | undefined;
}

/** Where a page ends: when its last row took place, and that row's id. */
export interface InteractionPlace {
  at: string;
  id: string;
}

const columns = `i.id, i.version, i.customer_id AS "customerId", i.contact_person_id AS "contactPersonId", i.channel, i.direction,
  i.occurred_at AS "occurredAt", i.employee_id AS "employeeId", i.duration_seconds AS "durationSeconds", i.outcome, i.sealed,
  i.source, i.source_id AS "sourceId", i.made_by AS "madeBy", i.made_at AS "madeAt", i.changed_by AS "changedBy",
  i.changed_at AS "changedAt"`;

const visible = (department: string): string =>
  `(${department}::text IS NULL OR ${ownedBy('i.customer_id', department)})`;

const departmentOf = ({ scope, department }: Viewer): string | null => (scope === 'all' ? null : (department ?? ''));

const table = 'interaction';

/** Rows of `interaction`, with their words opened. */
@Injectable()
export class InteractionsRepository {
  constructor(private readonly cipher: FieldCipher) {}

  /** False: the outside system told of it already. */
  async add(tx: Tx, i: Interaction): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO interaction (id, version, customer_id, contact_person_id, channel, direction, occurred_at, employee_id,
         duration_seconds, outcome, sealed, source, source_id, made_by, made_at, changed_by, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
       ON CONFLICT ON CONSTRAINT interaction_once DO NOTHING RETURNING id`,
      [
        ...[i.id, i.version, i.customerId, i.contactPersonId, i.channel, i.direction, i.occurredAt, i.employeeId],
        ...[i.durationSeconds, i.outcome, await this.seal(tx, i), i.externalRef?.source ?? null],
        ...[i.externalRef?.id ?? null, i.madeBy, i.madeAt, i.changedBy, i.changedAt],
      ],
    );
    return rows.length > 0;
  }

  /** Keeps what was written before, and writes what is right. */
  async correct(tx: Tx, i: Interaction): Promise<void> {
    await tx.query(
      `INSERT INTO interaction_version
         (interaction_id, version, channel, direction, occurred_at, duration_seconds, outcome, sealed, changed_by, changed_at)
       SELECT id, version, channel, direction, occurred_at, duration_seconds, outcome, sealed, changed_by, changed_at
       FROM interaction WHERE id = $1`,
      [i.id],
    );
    await tx.query(
      `UPDATE interaction SET version = $2, channel = $3, direction = $4, occurred_at = $5, duration_seconds = $6, outcome = $7,
         sealed = $8, changed_by = $9, changed_at = $10 WHERE id = $1`,
      [
        ...[i.id, i.version, i.channel, i.direction, i.occurredAt, i.durationSeconds, i.outcome],
        ...[await this.seal(tx, i), i.changedBy, i.changedAt],
      ],
    );
  }

  /** One of a customer that the user sees. */
  find(tx: Tx, id: string, by: Viewer): Promise<Interaction | undefined> {
    return this.one(tx, 'i.id = $1', [id], by);
  }

  /** The same, locked until the transaction ends: that keeps its events in order. */
  lock(tx: Tx, id: string, by: Viewer): Promise<Interaction | undefined> {
    return this.one(tx, 'i.id = $1', [id], by, 'FOR UPDATE');
  }

  /** The one that an outside system told of under this id. */
  findByRef(tx: Tx, { source, id }: ExternalRef, by: Viewer): Promise<Interaction | undefined> {
    return this.one(tx, 'i.source = $1 AND i.source_id = $2', [source, id], by);
  }

  /** The newest first. */
  async page(
    tx: Tx,
    { customerIds, employeeId, channel, from, to }: InteractionFilter,
    page: { after: InteractionPlace | undefined; limit: number },
    by: Viewer,
  ): Promise<Interaction[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM interaction i
       WHERE ($1::uuid[] IS NULL OR i.customer_id = ANY($1)) AND ($2::text IS NULL OR i.employee_id = $2)
         AND ($3::text IS NULL OR i.channel = $3) AND ($4::timestamptz IS NULL OR i.occurred_at >= $4)
         AND ($5::timestamptz IS NULL OR i.occurred_at < $5)
         AND ($6::timestamptz IS NULL OR (i.occurred_at, i.id) < ($6, $7::uuid)) AND ${visible('$8')}
       ORDER BY i.occurred_at DESC, i.id DESC LIMIT $9`,
      [
        ...[customerIds ?? null, employeeId ?? null, channel ?? null, from ?? null, to ?? null],
        ...[page.after?.at ?? null, page.after?.id ?? null, departmentOf(by), page.limit],
      ],
    );
    return this.open(tx, rows);
  }

  /** What was written before of a contact, the last first; with whose it is and who talked, which never change. */
  async versionsOf(tx: Tx, interaction: Interaction): Promise<Interaction[]> {
    const rows = await tx.query<(Row & { version: number })[]>(
      `SELECT version, channel, direction, occurred_at AS "occurredAt", duration_seconds AS "durationSeconds", outcome, sealed,
              changed_by AS "changedBy", changed_at AS "changedAt"
       FROM interaction_version WHERE interaction_id = $1 ORDER BY version DESC LIMIT 100`,
      [interaction.id],
    );
    // Each cell was sealed where it stood before: in the row of the contact.
    const opened: Interaction[] = [];
    for (const row of rows) {
      const [version] = await this.open(tx, [{ ...row, id: interaction.id }]);
      const { channel, direction, occurredAt, durationSeconds, outcome, words, changedBy, changedAt } = version!;
      const said = { channel, direction, occurredAt, durationSeconds, outcome, words, changedBy, changedAt };
      opened.push({ ...interaction, ...said, version: row.version });
    }
    return opened;
  }

  /** When anybody under these ids was last in contact with us; null: never. */
  async lastOf(tx: Tx, customerIds: readonly string[]): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      'SELECT max(occurred_at) AS at FROM interaction WHERE customer_id = ANY($1)',
      [customerIds],
    );
    return row!.at;
  }

  private async one(
    tx: Tx,
    where: string,
    values: string[],
    by: Viewer,
    locking = '',
  ): Promise<Interaction | undefined> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM interaction i WHERE ${where} AND ${visible(`$${values.length + 1}`)} ${locking}`,
      [...values, departmentOf(by)],
    );
    return (await this.open(tx, rows))[0];
  }

  private async seal(tx: Tx, { id, customerId, words }: Interaction): Promise<string | null> {
    return words && sealWords(this.cipher, tx, { table, row: id, customerId }, words);
  }

  private async open(tx: Tx, rows: readonly Row[]): Promise<Interaction[]> {
    const words = await openWords<InteractionWords>(this.cipher, tx, table, rows);
    return rows.map(({ sealed: _, source, sourceId, ...row }) => ({
      ...row,
      words: words.get(row.id) ?? null,
      externalRef: source && sourceId ? { source, id: sourceId } : null,
    }));
  }
}
