import type { Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { Standings } from '../customers/standings.service.js';
import { editSource } from '../customers/rules/statement.js';
import { UnmergeRefused } from './identity.errors.js';
import { keysOf } from './merging.service.js';
import { type Merge, MergesRepository } from './merges.repository.js';
import {
  type MemberRecord,
  planByMerge,
  planByRecords,
  type UnmergePlan,
  type UnmergeRefusal,
} from './rules/unmerge-plan.js';

/** What is to be parted: all that came by one merge, or some source records. */
export type Parting = { mergeId: string } | { sourceRecords: readonly { system: string; id: string }[] };

export interface Unmerged {
  /** The merge that was taken back; null when the records had not come by one. */
  mergeId: string | null;
  customerId: string;
  restoredId: string;
}

interface Member extends MemberRecord {
  source: string;
  sourceId: string;
}

/** Makes two customers of one again. Each side's golden record is derived from its own records, also from later ones. */
@Injectable()
export class Unmerging {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly merges: MergesRepository,
    private readonly standings: Standings,
  ) {}

  /** @throws NotFound; CustomerMergedAway; UnmergeRefused; ValidationFailed for a record that is not the customer's */
  async unmerge(tx: Tx, id: string, parting: Parting, reason: string, by: Actor, now: Date): Promise<Unmerged> {
    const customer = await this.changes.lock(tx, id, by);
    const records = await this.golden.recordsOf(tx, id);
    const members = records.map((record) => ({ ...record, isEdit: record.source === editSource }));
    const plan = await this.plan(tx, parting, members);
    const leaving = members.filter(({ recordId }) => plan.leaving.includes(recordId));
    if (!plan.merge) return this.split(tx, customer, leaving, { reason, by: by.id, now });
    await this.merges.undo(tx, plan.merge.mergeId, by.id, reason, now);
    return this.restore(tx, customer, leaving, (await this.merges.find(tx, plan.merge.mergeId))!, by, now);
  }

  /** Takes a merge back wherever its records are by now. @throws as `unmerge` */
  async undo(tx: Tx, mergeId: string, reason: string, by: Actor, now: Date): Promise<Unmerged> {
    const merge = await this.merges.find(tx, mergeId);
    if (!merge) throw new NotFound(noSuchMerge);
    const { id } = await this.golden.lockSurvivor(tx, merge.survivorId);
    return this.unmerge(tx, id, { mergeId }, reason, by, now);
  }

  private async plan(tx: Tx, parting: Parting, here: readonly Member[]): Promise<UnmergePlan> {
    const active = await this.merges.activeOf(
      tx,
      here.map(({ recordId }) => recordId),
    );
    if ('sourceRecords' in parting) return accepted(planByRecords(wantedOf(parting.sourceRecords, here), here, active));
    const merge = active.find(({ mergeId }) => mergeId === parting.mergeId);
    if (merge) return accepted(planByMerge(merge, here));
    const known = await this.merges.find(tx, parting.mergeId);
    if (!known) throw new NotFound(noSuchMerge);
    throw new UnmergeRefused(known.isUndone ? 'taken_back_already' : 'nothing_left_to_part');
  }

  /** The retired id lives again, with the numbers that it held. */
  private async restore(
    tx: Tx,
    customer: Customer,
    leaving: readonly Member[],
    merge: Merge,
    by: Actor,
    now: Date,
  ): Promise<Unmerged> {
    const [restored] = await this.golden.lock(tx, [merge.retiredId]);
    const recordIds = leaving.map(({ recordId }) => recordId);
    await this.golden.move(tx, recordIds, {
      from: customer.id,
      to: restored!.id,
      reason: 'unmerged',
      mergeId: null,
      now,
    });
    restored!.mergedInto = null;
    restored!.touch(now);
    // Under its id the customer's versions were shown so far; what it holds now was never shown as any of them.
    restored!.skipVersions(Math.max(restored!.version, customer.version) + 1);
    await this.golden.unindex(tx, customer.id, merge.retiredIdentifiers);
    const { contested } = await this.golden.rederive(tx, restored!, now);
    await this.golden.rederive(tx, customer, now);
    // The survivor may just have given free what only the restored one's records say.
    if (contested.length > 0) await this.golden.rederive(tx, restored!, now);

    const fact = { mergeId: merge.id, restoredId: restored!.id, restoredSources: keysOf(leaving) };
    await this.cards.tell(tx, restored!, [], now);
    const stood = await this.standings.parted(tx, customer, merge.survivorId, by.id, now);
    await this.cards.tell(tx, customer, [customer.release(fact, now), ...stood], now);
    return { mergeId: merge.id, customerId: customer.id, restoredId: restored!.id };
  }

  /** Records that had not come by a merge become a customer that was not known before. */
  private async split(
    tx: Tx,
    customer: Customer,
    leaving: readonly Member[],
    { reason, by, now }: { reason: string; by: string; now: Date },
  ): Promise<Unmerged> {
    const recordIds = leaving.map(({ recordId }) => recordId);
    const { parted, registered, changed } = await this.golden.split(tx, customer, recordIds, now);
    const because = { by, reason, at: now, causeId: null };
    customer.note({ kind: 'parted', ...because, fields: changed, records: keysOf(leaving), partedId: parted.id });
    await this.cards.tell(tx, parted, [registered], now);
    await this.cards.tell(tx, customer, [customer.correct(['sources', ...changed], now)], now);
    return { mergeId: null, customerId: customer.id, restoredId: parted.id };
  }
}

function accepted(plan: UnmergePlan | UnmergeRefusal): UnmergePlan {
  if (typeof plan === 'string') throw new UnmergeRefused(plan);
  return plan;
}

/** The ids of the named records. @throws ValidationFailed with a pointer to each that is not the customer's */
function wantedOf(named: readonly { system: string; id: string }[], here: readonly Member[]): string[] {
  const found = named.map(({ system, id }) =>
    here.find((member) => !member.isEdit && member.source === system && member.sourceId === id),
  );
  const faults = found.flatMap((member, at) => (member ? [] : [{ pointer: `/sourceRecords/${at}`, message: notHere }]));
  if (faults.length > 0) throw new ValidationFailed(faults);
  return found.map((member) => member!.recordId);
}

const notHere = { zh: '该来源记录不属于此客户', en: 'is not a source record of this customer' };
const noSuchMerge = { zh: '没有此合并记录', en: 'There is no such merge.' };
