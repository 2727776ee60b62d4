import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { IntakesService, type ReadableIntake } from '../intakes/intakes.service.js';
import { ClocksService, type SlaClock } from '../sla/clocks.service.js';
import type { CaseEntry } from './case-entry.entity.js';
import type { CaseSort } from './case-sorts.js';
import { type CaseFilter, type CaseRecord, CasesRepository } from './cases.repository.js';
import type { Place } from './place.js';
import { TimelineService } from './timeline.service.js';

/** A case with what a screen shows beside it. */
export interface CaseFile {
  kase: CaseRecord;
  /** Of the present cycle. */
  clock: SlaClock;
  /** Null: opened for a follow-up, or not for this viewer, or erased. */
  subject: string | null;
}

export interface CaseQuery extends Omit<CaseFilter, 'customerIds'> {
  /** Any id of the customer. */
  customerId?: string;
}

/** Cases for people to read, limited to what the viewer may see. */
@Injectable()
export class CaseFilesService {
  constructor(
    private readonly repository: CasesRepository,
    private readonly timeline: TimelineService,
    private readonly intakes: IntakesService,
    private readonly clocks: ClocksService,
    private readonly customers: CustomerDirectory,
  ) {}

  async find(tx: Tx, id: string, viewer: User): Promise<CaseFile> {
    const kase = await this.repository.find(tx, id, viewer);
    if (!kase) throw new NotFound();
    const [file] = await this.files(tx, [kase], viewer);
    return file!;
  }

  /** What of a case was measured, in the order of its start. @throws NotFound */
  async clocksOf(tx: Tx, id: string, viewer: User): Promise<SlaClock[]> {
    if (!(await this.repository.isVisible(tx, id, viewer))) throw new NotFound();
    return this.clocks.ofCase(tx, id);
  }

  /** The contacts of a case. */
  intakesOf(tx: Tx, caseId: string): Promise<ReadableIntake[]> {
    return this.intakes.ofCase(tx, caseId);
  }

  /** One row more than `limit` tells that there is a next page. */
  async list(
    tx: Tx,
    viewer: User,
    { customerId, ...filter }: CaseQuery,
    page: { sort: CaseSort; behind: Place | undefined; limit: number },
  ): Promise<CaseFile[]> {
    const customerIds = customerId === undefined ? undefined : await this.customers.clusterOf(tx, customerId);
    const cases = await this.repository.list(
      tx,
      viewer,
      { ...filter, customerIds },
      page.sort,
      page.behind,
      page.limit + 1,
    );
    return this.files(tx, cases, viewer);
  }

  /** What happened to a case, with the words of each entry for whom may read them. */
  async history(tx: Tx, id: string, viewer: User, page: { behind: number; limit: number }) {
    if (!(await this.repository.isVisible(tx, id, viewer))) throw new NotFound();
    const entries = await this.timeline.list(tx, id, page.behind, page.limit + 1);
    const words = can(viewer, 'case:read-text') ? await this.timeline.wordsOf(tx, entries) : entries.map(() => null);
    return entries.map((entry, index): { entry: CaseEntry; words: string | null } => ({ entry, words: words[index]! }));
  }

  private async files(tx: Tx, cases: CaseRecord[], viewer: User): Promise<CaseFile[]> {
    const ids = cases.map(({ id }) => id);
    const clocks = await this.clocks.current(tx, cases);
    const subjects = can(viewer, 'case:read-text') ? await this.intakes.subjectsOf(tx, ids) : new Map<string, string>();
    return cases.map((kase) => ({ kase, clock: clocks.get(kase.id)!, subject: subjects.get(kase.id) ?? null }));
  }
}
