import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { v7 as newId } from 'uuid';
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
  constructor(private readonly cipher: FieldCipher) {}

  /** Appends under the lock of the case's row. `subjectId`: whose key seals the words. */
  async add(tx: Tx, { caseId, subjectId }: { caseId: string; subjectId: string }, happening: Happening): Promise<void> {
    const { type, at, by, details, words } = happening;
    const id = newId();
    await tx.insert(CaseEntry, {
      id,
      caseId,
      at,
      type,
      byEmployeeId: by?.employeeId ?? null,
      byDepartment: by?.department ?? null,
      details: details as never,
      words: words == null ? null : await this.cipher.seal(tx, subjectId, cellOf(id), words),
    });
  }

  /** From the first on, behind a position. */
  list(tx: Tx, caseId: string, behind: number, limit: number): Promise<CaseEntry[]> {
    return tx.find(CaseEntry, {
      where: { caseId, position: MoreThan(behind) },
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
