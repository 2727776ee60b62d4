import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** A column with sealed words in a table whose rows belong to a case by `case_id`. */
interface SealedColumn {
  table: string;
  column: string;
  /** The name under which its cells are sealed. */
  cell: string;
}

/** Everywhere that words about a case are sealed. A test sees to it that no table of cases is forgotten. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'intake', column: 'subject', cell: 'subject' },
  { table: 'intake', column: 'words', cell: 'words' },
  { table: 'intake', column: 'contact_value', cell: 'contactValue' },
  { table: 'case_entry', column: 'words', cell: 'words' },
  { table: 'handover', column: 'reason', cell: 'reason' },
  { table: 'handover', column: 'decline_reason', cell: 'decline_reason' },
  { table: 'handover', column: 'decision_reason', cell: 'decision_reason' },
  { table: 'reply', column: 'words', cell: 'words' },
  { table: 'sla_extension', column: 'reason', cell: 'reason' },
  { table: 'case_attachment', column: 'name', cell: 'name' },
  { table: 'case_attachment', column: 'data_key', cell: 'data_key' },
];

/** Moves what is written about cases from the key of one person to that of another. The cases are locked, or ended. */
@Injectable()
export class SealedWords {
  constructor(private readonly cipher: FieldCipher) {}

  /**
   * Seals anew, under the key of `to`, what of the cases is sealed under that of one of `from`. What somebody else said, or
   * what nobody can read any more, stays as it is. @returns how many cells were sealed anew
   */
  async move(tx: Tx, caseIds: readonly string[], from: readonly string[], to: string): Promise<number> {
    let moved = 0;
    for (const sealed of sealedColumns) moved += await this.sealAnew(tx, sealed, ofCases, [caseIds, from], to);
    return moved;
  }

  /** Seals a contact anew, under the key of `to`, whosever it was sealed under. */
  async moveIntake(tx: Tx, id: string, to: string): Promise<void> {
    const which = 't.id = $1 AND k.subject_id <> $2';
    for (const sealed of sealedColumns.filter(({ table }) => table === 'intake'))
      await this.sealAnew(tx, sealed, which, [id, to], to);
  }

  /** Under whose key a contact is sealed. */
  async subjectOfIntake(tx: Tx, id: string): Promise<string> {
    const [row] = await tx.query<{ subjectId: string }[]>(
      `SELECT k.subject_id AS "subjectId" FROM intake i JOIN subject_key k ON k.id = split_part(i.words, '.', 2)::uuid
       WHERE i.id = $1`,
      [id],
    );
    return row!.subjectId;
  }

  /**
   * Destroys the keys under which cases were sealed as long as nobody knew whose they are: copies in backups go with them.
   * Contacts that left the cases while their words stayed behind, as was once so, get these first.
   */
  async forgetOwnKeys(tx: Tx, caseIds: readonly string[]): Promise<void> {
    const gone = await tx.query<{ id: string; subjectId: string }[]>(
      `SELECT i.id, coalesce(c.customer_id, c.id) AS "subjectId" FROM case_entry e
       JOIN intake i ON i.id = (e.details->>'intakeId')::uuid JOIN service_case c ON c.id = i.case_id
       JOIN subject_key k ON k.id = split_part(i.words, '.', 2)::uuid AND k.destroyed_at IS NULL
       WHERE e.case_id = ANY ($1) AND e.type = 'case.intake-detached' AND k.subject_id = ANY ($1)`,
      [caseIds],
    );
    for (const { id, subjectId } of gone) await this.moveIntake(tx, id, subjectId);
    for (const sealed of sealedColumns) await this.requireNothingLeft(tx, sealed, caseIds);
    for (const id of caseIds) await this.cipher.destroySubject(tx, id);
  }

  private async requireNothingLeft(tx: Tx, { table, column }: SealedColumn, caseIds: readonly string[]): Promise<void> {
    const [left] = await tx.query<{ id: string }[]>(`${selectSealed(table, column)} AND ${ofCases} LIMIT 1`, [
      caseIds,
      caseIds,
    ]);
    if (left) throw new Error(`${table} ${left.id}: ${column} is sealed under a key that was to be destroyed`);
  }

  private async sealAnew(
    tx: Tx,
    { table, column, cell }: SealedColumn,
    which: string,
    parameters: unknown[],
    to: string,
  ): Promise<number> {
    const rows = await tx.query<{ id: string; sealed: string }[]>(
      `${selectSealed(table, column)} AND ${which} ORDER BY t.id`,
      parameters,
    );
    if (rows.length === 0) return 0;
    const cells = rows.map(({ id, sealed }) => ({ cell: { table, column: cell, row: id }, sealed }));
    const plain = await this.cipher.openAll(tx, cells);
    const again = await this.cipher.sealAll(
      tx,
      cells.map((one, index) => ({ subjectId: to, cell: one.cell, plain: plain[index]! })),
    );
    await tx.query(
      `UPDATE ${table} t SET ${column} = given.sealed
       FROM unnest($1::uuid[], $2::text[]) AS given (id, sealed) WHERE t.id = given.id`,
      [rows.map(({ id }) => id), again],
    );
    return rows.length;
  }
}

/** SQL: cells that can still be read, `t`, with the keys that they are sealed under, `k`. */
const selectSealed = (table: string, column: string): string => `
  SELECT t.id, t.${column} AS sealed FROM ${table} t
  JOIN subject_key k ON k.id = split_part(t.${column}, '.', 2)::uuid
  WHERE k.destroyed_at IS NULL`;

/** SQL: of these cases, under a key of one of these. */
const ofCases = 't.case_id = ANY ($1::uuid[]) AND k.subject_id = ANY ($2::uuid[])';
