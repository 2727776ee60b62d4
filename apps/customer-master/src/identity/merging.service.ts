import type { Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { unitedStanding } from '../customers/rules/status.js';
import { editSource } from '../customers/rules/statement.js';
import { MergeRefused } from './identity.errors.js';
import { MergeObjections } from './merge-objections.js';
import { MergesRepository } from './merges.repository.js';
import { type Evidence, vetoesBetween } from './rules/matching.js';

export interface Merged {
  mergeId: string;
  survivorId: string;
  retiredId: string;
}

/** Makes one customer of two. Nothing is deleted: memberships of records move, and an unmerge moves them back. */
@Injectable()
export class Merging {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly merges: MergesRepository,
    private readonly objections: MergeObjections,
  ) {}

  /**
   * The older id survives, whichever was named first.
   * @throws CustomerMergedAway when one of them was merged before; MergeRefused when they cannot be one
   */
  async merge(tx: Tx, one: string, other: string, reason: string, by: Actor, now: Date): Promise<Merged> {
    const [survivor, retired] = await this.lockBoth(tx, one, other, by);
    const vetoes = vetoesBetween(evidenceOf(survivor), evidenceOf(retired));
    if (vetoes.length > 0) throw new MergeRefused(vetoes);
    await this.refuseRelated(tx, survivor, retired);

    const mergeId = newId();
    const survivorRecords = await this.golden.recordsOf(tx, survivor.id);
    const retiredRecords = await this.golden.recordsOf(tx, retired.id);
    const standingBefore = survivor.standing;
    const standingAfter = unitedStanding(standingBefore, retired.standing);
    await this.merges.add(tx, {
      id: mergeId,
      survivorId: survivor.id,
      retiredId: retired.id,
      reason,
      mergedBy: by.id,
      mergedAt: now,
      standingBefore,
      standingAfter,
      retiredIdentifiers: await this.golden.heldIdentifiers(tx, retired.id),
    });
    const recordIds = retiredRecords.map(({ recordId }) => recordId);
    await this.golden.move(tx, recordIds, { from: retired.id, to: survivor.id, reason: 'merged', mergeId, now });
    await this.golden.unindex(tx, retired.id);
    retired.mergedInto = survivor.id;
    retired.touch(now);
    // The retired id shows the survivor's versions from now on, and none twice.
    survivor.skipVersions(retired.version);
    await this.golden.rederive(tx, survivor, now);

    const sources = { survivorSources: keysOf(survivorRecords), retiredSources: keysOf(retiredRecords) };
    const merged = survivor.absorb({ mergeId, retiredId: retired.id, ...sources }, now);
    // The retired row first: the survivor's card speaks for the whole cluster.
    await this.cards.tell(tx, retired, [], now);
    await this.cards.tell(
      tx,
      survivor,
      [merged, ...survivor.stand(standingAfter, now, { rule: 'merge', by: by.id })],
      now,
    );
    return { mergeId, survivorId: survivor.id, retiredId: retired.id };
  }

  /** Persons stand at one end of relationships only, so nothing can relate two of them. */
  private async refuseRelated(tx: Tx, one: Customer, other: Customer): Promise<void> {
    if (one.kind === 'person') return;
    const objection = await this.objections.against(tx, one.id, other.id);
    if (objection) throw new MergeRefused([objection.reason], objection.relationshipIds);
  }

  private async lockBoth(tx: Tx, one: string, other: string, by: Actor): Promise<[Customer, Customer]> {
    if (one === other) throw new ValidationFailed([{ pointer: '/with', message: withItself }]);
    // Locks both in the order of their ids; what follows only looks at them.
    await this.golden.lock(tx, [one, other]);
    const first = await this.changes.lock(tx, one, by);
    const second = await this.changes.lock(tx, other, by).catch((error: unknown) => {
      throw error instanceof NotFound ? new NotFound(noSuchOther) : error;
    });
    return isOlder(first, second) ? [first, second] : [second, first];
  }
}

const isOlder = (a: Customer, b: Customer): boolean =>
  a.createdAt.getTime() !== b.createdAt.getTime() ? a.createdAt < b.createdAt : a.id < b.id;

/** Numbers that veto, in clear: they do not leave this transaction. */
const evidenceOf = ({ kind, golden }: Customer): Evidence => ({
  kind,
  keys: golden.identifiers.flatMap(({ type, value }) =>
    type === 'uscc' || type === 'national_id' ? [{ type, key: value }] : [],
  ),
  nameKeys: [],
});

/** Records by the names that other systems know; edits made here are nobody else's. */
export const keysOf = (records: readonly { source: string; sourceId: string }[]): { system: string; id: string }[] =>
  records
    .filter(({ source }) => source !== editSource)
    .map(({ source, sourceId }) => ({ system: source, id: sourceId }));

const withItself = { zh: '不能与自身合并', en: 'a customer cannot be merged with itself' };
const noSuchOther = { zh: 'with 所指的客户不存在', en: 'The customer named by `with` does not exist.' };
