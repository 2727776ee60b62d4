import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService, type OpenCase, type ServiceCase } from '../cases/cases.service.js';
import { SealedWords } from '../cases/sealed-words.js';
import { callerName } from '../cases/rules/caller-name.js';
import { isRival, isSame } from '../reception/rules/recognition.js';
import { RepliesService } from '../replies/replies.service.js';
import { CaseCustomerDiffers, CustomerUnknown } from './customer-links.errors.js';

/** Whose case somebody found out that it is. */
export interface LinkWish {
  /** Any id of the customer. */
  customerId: string;
  /** Null: nobody knew whose it is. */
  correction: { insteadOf: string; reason: string } | null;
}

/** Says later whose case it is, or that it is somebody else's than was thought. */
@Injectable()
export class CustomerLinksService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly customers: CustomerDirectory,
    private readonly sealed: SealedWords,
    private readonly replies: RepliesService,
  ) {}

  /**
   * Links, or corrects. What is written about the case is the new customer's from then on, also for erasure; the level
   * counts from now: a rise tightens clocks, a fall loosens none. Links to a page for somebody else work no more.
   * @returns open cases of the customer that are about the same matter: somebody may want to unite them
   */
  async link(tx: Tx, caseId: string, wish: LinkWish, user: User, now: Date): Promise<string[]> {
    const { customerId, correction } = wish;
    const seen = await this.cases.find(tx, caseId);
    if (!seen) throw new NotFound();
    const ids = await this.customers.clusterOf(tx, customerId);
    await waitForReception(tx, ids[0]!);
    const kase = await this.cases.lock(tx, caseId, user);
    if (kase.complainedOf.includes(user.id)) throw new Recused();
    const card = await this.customers.find(tx, customerId);
    if (!card) throw new CustomerUnknown();
    const same = (await this.cases.openOfMatter(tx, { customerIds: ids, contactKey: null }, matterOf(kase))).filter(
      ({ id }) => id !== caseId,
    );
    const alike = same
      .filter((other) => isSame({ ...matterOf(kase), receivedAt: kase.openedAt }, other))
      .map(({ id }) => id);
    if (kase.customerId !== null && ids.includes(kase.customerId)) return alike;

    const before = await this.subjectsBefore(tx, kase, correction?.insteadOf ?? null);
    kase.sole = staysSole(kase, seen, same);
    const by = acting(user, kase);
    const wasKnown = kase.customerId !== null;
    const { event, hasRisen } = kase.linkTo(customerId, card.level, by, now);
    const parts = await this.cases.partsOf(tx, caseId);
    await this.sealed.move(tx, parts, [...before, ...parts], customerId);
    if (wasKnown) await this.replies.withdrawLinks(tx, parts, now);
    else await this.sealed.forgetOwnKeys(tx, parts);
    const moved = hasRisen ? await this.clocks.tightened(tx, kase, 'level_rose', now) : [];
    const told = { events: [event], by, ...(correction ? { words: correction.reason } : {}) };
    await this.cases.save(tx, kase, told, { events: moved, by: null });
    return alike;
  }

  /** Under whose keys the case was sealed so far. @throws CaseCustomerDiffers unless that is whom the request means */
  private async subjectsBefore(tx: Tx, kase: ServiceCase, insteadOf: string | null): Promise<string[]> {
    if (kase.customerId === null) {
      if (insteadOf !== null) throw new CaseCustomerDiffers(null);
      return [kase.id];
    }
    const before = await this.customers.clusterOf(tx, kase.customerId);
    if (insteadOf === null || !before.includes(insteadOf)) throw new CaseCustomerDiffers(before[0]!);
    return [...before, kase.id];
  }
}

/** What it is about, as far as somebody told. */
const matterOf = ({ toldKind, orderId, productId }: ServiceCase) => ({ kind: toldKind, orderId, productId });

/** What reception waits for too before it looks for an open case of a customer; always before the case itself is locked. */
const waitForReception = (tx: Tx, survivor: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [callerName(survivor)]);

/** Of two open cases of one matter only one can be guarded; of a matter that changed before the lock nothing is known. */
const staysSole = (kase: ServiceCase, seen: ServiceCase, others: readonly OpenCase[]): boolean =>
  kase.sole && isStillAbout(kase, seen) && !others.some((other) => other.sole && isRival(kase, other));

const isStillAbout = (kase: ServiceCase, seen: ServiceCase): boolean =>
  kase.kind === seen.kind && kase.orderId === seen.orderId && kase.productId === seen.productId;
