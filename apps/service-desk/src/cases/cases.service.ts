import type { CaseKind, EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { ServiceDeskConfig } from '../config.js';
import type { NewCase, Owner, Person, Receiver } from './case.js';
import { CaseClocks } from './case-clocks.service.js';
import type { ServiceCase } from './case.entity.js';
import { CaseOnlyOffered } from './cases.errors.js';
import { type CaseChange, CaseHistory, routed } from './case-history.service.js';
import { CasesRepository } from './cases.repository.js';
import { openCase } from './open-case.js';
import { type CaseCaller, type OpenCase, OpenCasesRepository } from './open-cases.repository.js';
import { caseNumber } from './rules/case-number.js';
import type { Happening } from './timeline.service.js';

export type { CaseCaller, CaseChange, OpenCase, ServiceCase };

/** Cases for the other folders: opening, locking, saving what was done. */
@Injectable()
export class CasesService {
  constructor(
    private readonly repository: CasesRepository,
    private readonly openCases: OpenCasesRepository,
    private readonly history: CaseHistory,
    private readonly clocks: CaseClocks,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** Opens a case with its owner, and starts its clock at `openedAt`. */
  async open(tx: Tx, input: NewCase, owner: Owner, by: Person | null, now: Date): Promise<ServiceCase> {
    const id = newId();
    const number = caseNumber(await this.repository.nextNumber(tx), now, this.config.BUSINESS_TIME_ZONE);
    const cycle = await this.clocks.plan(tx, { ...input, id, cycle: 1 }, input.openedAt);
    const [kase, event] = openCase(input, owner, cycle.dueAt, id, number, now);
    await this.repository.add(tx, kase);
    await this.clocks.open(tx, cycle);
    await this.history.tell(tx, kase, { events: [event], by }, routed(kase, owner, now));
    return kase;
  }

  /**
   * Locks a case for a change. For a user: 404 unless it is visible to that user, 403 while it is only offered.
   * `null`: the system acts.
   */
  async lock(tx: Tx, id: string, by: User | null): Promise<ServiceCase> {
    const kase = await this.repository.lock(tx, id, by);
    if (kase) return kase;
    throw by && (await this.repository.isVisible(tx, id, by)) ? new CaseOnlyOffered() : new NotFound();
  }

  /**
   * Locks a case that is to be changed only as the user last read it; undefined: as it is. Before any other lock, so two who
   * merge or move contacts may meet in a deadlock, of which one is tried again.
   */
  async expect(tx: Tx, id: string, version: number | undefined, by: User): Promise<void> {
    if (version === undefined) return;
    const kase = await this.lock(tx, id, by);
    if (kase.version !== version) throw new StaleVersion(kase.version);
  }

  /** Locks those of the cases that nobody works on just now; the system acts. */
  lockFree(tx: Tx, ids: readonly string[]): Promise<ServiceCase[]> {
    return this.repository.lockFree(tx, ids);
  }

  /** Null: no such case. */
  find(tx: Tx, id: string): Promise<ServiceCase | null> {
    return this.repository.byId(tx, id);
  }

  /** By what people call it; null: no such case. */
  findByNumber(tx: Tx, number: string): Promise<ServiceCase | null> {
    return this.repository.byNumber(tx, number);
  }

  /** A case and those that were merged into it, by id. */
  partsOf(tx: Tx, id: string): Promise<string[]> {
    return this.repository.unionOf(tx, id);
  }

  /** Whether the follow-up has its case. */
  hasFollowUp(tx: Tx, followUpId: string): Promise<boolean> {
    return this.repository.hasFollowUp(tx, followUpId);
  }

  isVisible(tx: Tx, id: string, viewer: User): Promise<boolean> {
    return this.repository.isVisible(tx, id, viewer);
  }

  /** Whether its owner has done more than take contacts in, or it was offered to somebody. */
  isWorkedOn(tx: Tx, { id, ownerEmployeeId }: ServiceCase): Promise<boolean> {
    return this.history.isWorkedOn(tx, id, ownerEmployeeId);
  }

  /** Stores a locked case, its events and its history. */
  async save(tx: Tx, kase: ServiceCase, ...changes: CaseChange[]): Promise<void> {
    await this.repository.save(tx, kase);
    for (const change of changes) await this.history.tell(tx, kase, change);
  }

  /** Tells of many locked cases, in the order given, what happened by itself; nothing else of them has changed. */
  async tellAll(tx: Tx, told: readonly { kase: ServiceCase; events: EventDraft[] }[]): Promise<void> {
    const cases = [...new Set(told.filter(({ events }) => events.length > 0).map(({ kase }) => kase))];
    if (cases.length === 0) return;
    await this.repository.saveVersions(tx, cases);
    await this.history.tellAll(tx, told);
  }

  /** A locked case waits no more; null: since the customer spoke. */
  async resume(tx: Tx, kase: ServiceCase, by: Person | null, now: Date): Promise<void> {
    const event = kase.resume(by, now);
    await this.save(tx, kase, { events: [event, ...(await this.clocks.resumed(tx, kase, now))], by });
  }

  /** Adds to the history what nobody outside is told. @returns the id of the entry */
  async note(tx: Tx, kase: ServiceCase, happening: Happening): Promise<string> {
    const [id] = await this.history.tell(tx, kase, { events: [], by: null }, [happening]);
    return id!;
  }

  /** Whom the choice of a new owner was made among. */
  async noteRouting(tx: Tx, kase: ServiceCase, receiver: Receiver, now: Date): Promise<void> {
    await this.history.tell(tx, kase, { events: [], by: null }, routed(kase, receiver, now));
  }

  /** Ids of open cases of a customer (any of its ids), in their order, behind one. */
  openIdsOf(tx: Tx, customerIds: string[], behind: string | null, limit: number): Promise<string[]> {
    return this.openCases.openIdsOf(tx, customerIds, behind, limit);
  }

  /** Open cases of a customer (any of its ids), the newest first. */
  openOf(tx: Tx, customerIds: string[], limit: number): Promise<OpenCase[]> {
    return this.openCases.openOf(tx, customerIds, limit);
  }

  /** Open cases of a caller with this order or this product, of one kind (null: of any) or of which nobody told one, the newest first. */
  openOfMatter(
    tx: Tx,
    caller: CaseCaller,
    matter: { kind: CaseKind | null; orderId: string | null; productId: string | null },
  ): Promise<OpenCase[]> {
    return this.openCases.openOfMatter(tx, caller, matter);
  }

  /** Open cases of a caller, the newest first. */
  openOfCaller(tx: Tx, caller: CaseCaller, limit: number): Promise<OpenCase[]> {
    return this.openCases.openOfCaller(tx, caller, limit);
  }

  /** How many open cases each of these employees owns. */
  openCounts(tx: Tx, employeeIds: string[]): Promise<Map<string, number>> {
    return this.openCases.openCounts(tx, employeeIds);
  }

  /** The same, counted no further than needed for each: what is beyond makes no difference. */
  openCountsUpTo(tx: Tx, limits: { employeeId: string; most: number }[]): Promise<Map<string, number>> {
    return this.openCases.openCountsUpTo(tx, limits);
  }
}
