import type { EventDraft } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { v7 as newId } from 'uuid';
import { NoticesService } from '../notices/notices.service.js';
import type { Person } from './case.js';
import { CaseEntry } from './case-entry.entity.js';

/** Something that happened to a case. */
export interface Happening {
  /** The type of its event, or a name of its own where nobody outside is told. */
  type: string;
  at: Date;
  /** Null: the system. */
  by: Person | null;
  /** Ids, codes and times only. */
  details: Record<string, unknown>;
  /** What somebody wrote about it; sealed before it is stored. */
  words?: string;
}

const cellOf = (id: string) => ({ table: 'case_entry', column: 'words', row: id });

/** The history of each case, with the words that belong to it. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly notices: NoticesService,
  ) {}

  /**
   * Appends in order, under the lock of the case's row, and writes down whom it concerns. `subjectId`: whose key seals words.
   * @returns the ids of the entries, and the events of the notices, which the caller sends
   */
  async add(
    tx: Tx,
    { caseId, subjectId }: { caseId: string; subjectId: string },
    happenings: readonly Happening[],
  ): Promise<{ ids: string[]; notices: EventDraft[] }> {
    if (happenings.length === 0) return { ids: [], notices: [] };
    const entries = happenings.map((happened) => ({ id: newId(), caseId, at: happened.at, happened }));
    const rows: Omit<CaseEntry, 'position'>[] = [];
    for (const { id, at, happened } of entries) {
      const { type, by, details, words } = happened;
      rows.push({
        ...{ id, caseId, at, type, details },
        byEmployeeId: by?.employeeId ?? null,
        byDepartment: by?.department ?? null,
        words: words == null ? null : await this.cipher.seal(tx, subjectId, cellOf(id), words),
      });
    }
    await tx.insert(CaseEntry, rows as never);
    return { ids: entries.map(({ id }) => id), notices: await this.notices.follow(tx, ...entries) };
  }

  /** Appends what happened by itself to many cases, in the order given, without words; their rows are locked. */
  async addAll(
    tx: Tx,
    happenings: readonly (Omit<Happening, 'by' | 'words'> & { caseId: string })[],
  ): Promise<EventDraft[]> {
    const entries = happenings.map((happening) => ({ ...happening, id: newId() }));
    await tx.query(
      `INSERT INTO case_entry (id, case_id, at, type, details)
       SELECT id, case_id, at, type, details
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::jsonb[]) WITH ORDINALITY
         AS h (id, case_id, at, type, details, place)
       ORDER BY place`,
      [
        entries.map(({ id }) => id),
        entries.map(({ caseId }) => caseId),
        entries.map(({ at }) => at.toISOString()),
        entries.map(({ type }) => type),
        entries.map(({ details }) => JSON.stringify(details)),
      ],
    );
    const told = entries.map(({ id, caseId, at, ...happened }) => ({
      id,
      caseId,
      at,
      happened: { ...happened, by: null },
    }));
    return this.notices.follow(tx, ...told);
  }

  /** Whether somebody has done more to a case than take contacts in, or offered it. */
  async isWorkedOn(tx: Tx, caseId: string, employeeId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM case_entry WHERE case_id = $1 AND (type = 'case.handover-offered'
         OR (by_employee_id = $2 AND type NOT IN ('case.opened', 'intake.recorded'))) LIMIT 1`,
      [caseId, employeeId],
    );
    return rows.length > 0;
  }

  /** Of all these cases, from the first on, behind a position. */
  list(tx: Tx, caseIds: readonly string[], behind: number, limit: number): Promise<CaseEntry[]> {
    return tx.find(CaseEntry, {
      where: { caseId: In([...caseIds]), position: MoreThan(behind) },
      order: { position: 'ASC' },
      take: limit,
    });
  }

  /** The words of entries in clear, in their order; null: none, or their key was destroyed. */
  async wordsOf(tx: Tx, entries: readonly CaseEntry[]): Promise<(string | null)[]> {
    const sealed = entries.filter((entry) => entry.words !== null);
    const opened = await this.cipher.openAll(
      tx,
      sealed.map(({ id, words }) => ({ cell: cellOf(id), sealed: words! })),
    );
    const wordsById = new Map(sealed.map(({ id }, index) => [id, opened[index]!]));
    return entries.map(({ id }) => wordsById.get(id) ?? null);
  }
}
