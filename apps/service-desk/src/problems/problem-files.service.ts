import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type CaseFile, CaseFilesService } from '../cases/case-files.service.js';
import type { Place } from '../cases/place.js';
import type { PreventiveAction } from './preventive-action.entity.js';
import { type ActionFilter, type ActionWords, PreventiveActionsRepository } from './preventive-actions.repository.js';
import type { Problem } from './problem.entity.js';
import type { Verification } from './problem-verification.entity.js';
import { type ProblemFilter, type ProblemRecord, ProblemsRepository } from './problems.repository.js';
import { ProblemsService } from './problems.service.js';

/** Of a problem so many cases are shown with it. */
export const mostCasesShown = 100;

/** An action with its words; those are null for who may not read them. */
export interface ReadableAction {
  action: PreventiveAction;
  words: ActionWords;
}

/** A problem with all that belongs to it. */
export interface ProblemFile extends ProblemRecord {
  rootCause: string | null;
  actions: ReadableAction[];
  verifications: Verification[];
  /** The newest that the viewer may see. */
  shownCases: CaseFile[];
}

const untold: ActionWords = { what: null, evidence: null };

/** Problems for people to read, limited to what the viewer may see. */
@Injectable()
export class ProblemFilesService {
  constructor(
    private readonly repository: ProblemsRepository,
    private readonly actions: PreventiveActionsRepository,
    private readonly problems: ProblemsService,
    private readonly cases: CaseFilesService,
  ) {}

  async find(tx: Tx, id: string, viewer: User): Promise<ProblemFile> {
    const record = await this.repository.find(tx, id, viewer);
    if (!record) throw new NotFound();
    const actions = await this.actions.ofProblem(tx, id);
    const words = await this.wordsOf(tx, actions, viewer);
    return {
      ...record,
      rootCause: can(viewer, 'problem:read-text') ? await this.problems.rootCauseOf(tx, record.problem) : null,
      actions: actions.map((action, index) => ({ action, words: words[index]! })),
      verifications: await this.repository.verificationsOf(tx, id),
      shownCases: await this.casesOf(tx, id, viewer),
    };
  }

  /** The newest first, behind an id. */
  list(
    tx: Tx,
    viewer: User,
    filter: ProblemFilter,
    behind: string | undefined,
    limit: number,
  ): Promise<ProblemRecord[]> {
    return this.repository.list(tx, viewer, filter, behind, limit);
  }

  /** What is due first comes first, behind a place. */
  async listActions(
    tx: Tx,
    viewer: User,
    filter: ActionFilter,
    behind: Place | undefined,
    page: { limit: number; now: Date },
  ): Promise<(ReadableAction & { problem: Problem })[]> {
    const records = await this.actions.list(tx, viewer, filter, behind, page);
    const words = await this.wordsOf(
      tx,
      records.map(({ action }) => action),
      viewer,
    );
    return records.map((record, index) => ({ ...record, words: words[index]! }));
  }

  private async wordsOf(tx: Tx, actions: readonly PreventiveAction[], viewer: User): Promise<ActionWords[]> {
    return can(viewer, 'problem:read-text') ? this.actions.wordsOf(tx, actions) : actions.map(() => untold);
  }

  private async casesOf(tx: Tx, problem: string, viewer: User): Promise<CaseFile[]> {
    if (!can(viewer, 'case:read')) return [];
    const page = { sort: '-openedAt', behind: undefined, limit: mostCasesShown } as const;
    return (await this.cases.list(tx, viewer, { problem }, page)).slice(0, mostCasesShown);
  }
}
