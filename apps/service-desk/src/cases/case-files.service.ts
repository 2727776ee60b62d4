import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { IntakesService, type ReadableIntake } from '../intakes/intakes.service.js';
import { ClocksService, type SlaClock } from '../sla/clocks.service.js';
import type { CaseEntry } from './case-entry.entity.js';
import type { CaseFilter, CasePage } from './case-list-sql.js';
import { type CaseLink, type CaseRecord, CasesRepository, type OtherCaseRow } from './cases.repository.js';
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

/** The other cases of a customer. */
export interface OtherCases {
  /** Those that the viewer may see: open ones first, then the newest. */
  cases: OtherCaseRow[];
  isMore: boolean;
  /** Whether one of all that are open is a complaint, or was opened for a bad survey answer. */
  hasComplaint: boolean;
  hasFollowUp: boolean;
}

const noQueue = { zh: '没有这个队列', en: 'There is no such queue.' };

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

  /** A case that was merged is read as the one in which it goes on. @throws NotFound */
  async find(tx: Tx, id: string, viewer: User): Promise<CaseFile> {
    const kase = await this.repository.find(tx, await this.repository.survivorOf(tx, id), viewer);
    if (!kase) throw new NotFound();
    const [file] = await this.files(tx, [kase], viewer);
    return file!;
  }

  /** What of a case was measured, in the order of its start. @throws NotFound */
  async clocksOf(tx: Tx, id: string, viewer: User): Promise<SlaClock[]> {
    return this.clocks.ofCase(tx, await this.visible(tx, id, viewer));
  }

  /** The contacts of a case, with those of the cases that were merged into it. */
  async intakesOf(tx: Tx, caseId: string): Promise<ReadableIntake[]> {
    return this.intakes.ofCases(tx, await this.unionOf(tx, caseId));
  }

  /** What these cases, one and those merged into it, have to do with others that the viewer may see. */
  linksOf(tx: Tx, ids: readonly string[], viewer: User): Promise<CaseLink[]> {
    return this.repository.linksOf(tx, ids, viewer);
  }

  /** To whom a case is offered; null: to nobody. */
  async openOfferOf(tx: Tx, caseId: string) {
    const offer = await this.repository.openOfferOf(tx, caseId);
    return offer && { ...offer, offeredAt: offer.offeredAt.toISOString() };
  }

  /** The case in which it goes on, and every one that was merged into that, the former first. */
  async unionOf(tx: Tx, id: string): Promise<string[]> {
    return this.repository.unionOf(tx, await this.repository.survivorOf(tx, id));
  }

  /** One row more than `limit` tells that there is a next page. @throws ValidationFailed for a queue that there is not */
  async list(tx: Tx, viewer: User, { customerId, ...filter }: CaseQuery, page: CasePage): Promise<CaseFile[]> {
    const customerIds = customerId === undefined ? undefined : await this.customers.clusterOf(tx, customerId);
    const { queueId } = filter;
    if (queueId !== undefined && !(await this.repository.isQueue(tx, queueId))) {
      throw new ValidationFailed([{ pointer: '/queueId', message: noQueue }]);
    }
    const oneMore = { ...page, limit: page.limit + 1 };
    const cases = await this.repository.list(tx, viewer, { ...filter, customerIds }, oneMore);
    return this.files(tx, cases, viewer);
  }

  /** The other cases of a customer (any of its ids). */
  async othersOf(tx: Tx, customerIds: string[], except: string, viewer: User, limit: number): Promise<OtherCases> {
    const { cases, ...facts } = await this.repository.othersOf(tx, customerIds, except, viewer, limit + 1);
    return { ...facts, cases: cases.slice(0, limit), isMore: cases.length > limit };
  }

  /** What happened to a case and to those that were merged into it, with the words of each entry for whom may read them. */
  async history(tx: Tx, id: string, viewer: User, page: { behind: number; limit: number }) {
    const ids = await this.unionOf(tx, await this.visible(tx, id, viewer));
    const entries = await this.timeline.list(tx, ids, page.behind, page.limit + 1);
    const words = can(viewer, 'case:read-text') ? await this.timeline.wordsOf(tx, entries) : entries.map(() => null);
    return entries.map((entry, index): { entry: CaseEntry; words: string | null } => ({ entry, words: words[index]! }));
  }

  /** The id under which a visible case goes on. @throws NotFound */
  private async visible(tx: Tx, id: string, viewer: User): Promise<string> {
    const survivor = await this.repository.survivorOf(tx, id);
    if (!(await this.repository.isVisible(tx, survivor, viewer))) throw new NotFound();
    return survivor;
  }

  private async files(tx: Tx, cases: CaseRecord[], viewer: User): Promise<CaseFile[]> {
    const ids = cases.map(({ id }) => id);
    const clocks = await this.clocks.current(tx, cases);
    const subjects = can(viewer, 'case:read-text') ? await this.intakes.subjectsOf(tx, ids) : new Map<string, string>();
    return cases.map((kase) => ({ kase, clock: clocks.get(kase.id)!, subject: subjects.get(kase.id) ?? null }));
  }
}
