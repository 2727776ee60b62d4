import { EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService } from '../cases/cases.service.js';
import { MentionImpossible, NoSuchNote } from './notes.errors.js';

/** What somebody writes about a case for colleagues. */
export interface NewNote {
  text: string;
  /** Employees who are told of it, each once. */
  mentions: string[];
  /** The note that this one corrects; null: none. */
  corrects: string | null;
}

/** A note as it was written. It is an entry of the case's history, and never changed. */
export interface Note extends NewNote {
  id: string;
  at: Date;
  by: Person;
}

/** Type of the entry that is a note. */
export const noted = 'case.noted';

/** What staff write about a case among themselves; customers never see it. */
@Injectable()
export class NotesService {
  constructor(
    private readonly cases: CasesService,
    private readonly employees: EmployeeDirectory,
  ) {}

  /** In any state of the case. A mention tells people, and lets nobody see a case whom it is not shown to otherwise. */
  async write(tx: Tx, caseId: string, note: NewNote, user: User, now: Date): Promise<Note> {
    const kase = await this.cases.lock(tx, caseId, user);
    if (kase.complainedOf.includes(user.id)) throw new Recused();
    const { text, mentions, corrects } = note;
    await this.refuseStrangers(tx, mentions);
    if (corrects !== null && !(await this.isNote(tx, caseId, corrects))) throw new NoSuchNote();
    const by = acting(user, kase);
    const details = { mentions, corrects };
    const id = await this.cases.note(tx, kase, { type: noted, at: now, by, details, words: text });
    return { ...note, id, at: now, by };
  }

  private async refuseStrangers(tx: Tx, employeeIds: readonly string[]): Promise<void> {
    const strangers: string[] = [];
    for (const id of employeeIds) if (!(await this.employees.find(tx, id))?.active) strangers.push(id);
    if (strangers.length > 0) throw new MentionImpossible(strangers);
  }

  private async isNote(tx: Tx, caseId: string, id: string): Promise<boolean> {
    const sql = 'SELECT FROM case_entry WHERE id = $1 AND case_id = $2 AND type = $3';
    return (await tx.query<unknown[]>(sql, [id, caseId, noted])).length > 0;
  }
}
