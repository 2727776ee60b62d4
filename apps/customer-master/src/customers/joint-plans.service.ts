import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { type Definitions, industryOf } from '../attributes/rules/definitions.js';
import { type JointComparison, JointComparisons } from '../matching/joint-comparison.js';
import type { Actor } from './actor.js';
import type { SourceKey } from './customer.shape.js';
import { Duplicates } from './duplicates.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { JointOwners } from './joint-owners.service.js';
import type { IncomingRecord, JointPlan } from './joint-registrations.service.js';
import { factsOf, type Incoming } from './registrations.service.js';
import type { KnownRecord } from './source-records.repository.js';

/** What is known when records are planned; all of it read before, in few statements. */
interface Knowledge {
  records: ReadonlyMap<string, KnownRecord>;
  /** Names of records that nobody has any more. */
  parted: ReadonlySet<string>;
  /** Who holds a number or contact point. */
  holders: ReadonlyMap<string, readonly string[]>;
  comparison: JointComparison;
  definitions: Definitions | undefined;
  seesAll: boolean;
}

/** Decides which of many records can be handled together: those that are certainly new, and those that say nothing new. */
@Injectable()
export class JointPlans {
  constructor(
    private readonly duplicates: Duplicates,
    private readonly golden: GoldenRecords,
    private readonly comparisons: JointComparisons,
    private readonly definitions: AttributeDefinitions,
    private readonly owners: JointOwners,
  ) {}

  /**
   * A plan for each record, in their order. Until the transaction ends nobody else decides about the same records, numbers
   * and addresses.
   * @param isAlone each record is planned as if the others were not there, and nothing is locked
   */
  async make(
    tx: Tx,
    records: readonly IncomingRecord[],
    by: Actor,
    now: Date,
    { isAlone = false }: { isAlone?: boolean } = {},
  ): Promise<JointPlan[]> {
    if (!(await this.owners.canChooseTogether(tx))) return records.map(() => undefined);
    const all = records.map((record) => this.incomingOf(record, by, now));
    const sound = all.filter((incoming) => incoming !== undefined);
    if (!isAlone) await this.duplicates.lockAll(tx, sound);
    const newcomers = new Map(sound.map((one) => [one, { customerId: newId(), kind: one.facts.kind, made: one.made }]));
    const knowledge = await this.learn(tx, sound, [...newcomers.values()], by);
    const crowd = new Crowd();
    return all.map((incoming) => {
      if (!incoming) return undefined;
      const newcomer = newcomers.get(incoming)!;
      const { plan, near } = this.plan(incoming, newcomer, knowledge, crowd);
      if (isAlone) return plan;
      if (!plan) crowd.waits(incoming, near);
      else if ('founding' in plan) {
        crowd.comes(incoming);
        knowledge.comparison.add(newcomer);
      }
      return plan;
    });
  }

  /** Undefined for what the single way will refuse. */
  private incomingOf({ source, input }: IncomingRecord, by: Actor, now: Date): Incoming | undefined {
    const { facts, faults } = factsOf(input);
    if (faults.length > 0) return undefined;
    const evidence = this.duplicates.evidenceOf(facts);
    return { source, facts, evidence, made: this.duplicates.featuresOf(facts), input, by, now };
  }

  private async learn(
    tx: Tx,
    all: readonly Incoming[],
    newcomers: Parameters<JointComparisons['begin']>[1],
    by: Actor,
  ): Promise<Knowledge> {
    const keys = all.map(({ source }) => source);
    const hasAttributes = all.some(({ made }) => made.attributes.length > 0);
    const evidence = all.flatMap((incoming) => incoming.evidence.keys);
    return {
      records: new Map((await this.golden.findRecords(tx, keys)).map((record) => [nameOf(record), record])),
      parted: new Set((await this.golden.partedRecords(tx, keys)).map(nameOf)),
      holders: await this.duplicates.holdersOf(tx, evidence),
      comparison: await this.comparisons.begin(tx, newcomers),
      definitions: hasAttributes ? await this.definitions.current(tx) : undefined,
      seesAll: by.scope === 'all',
    };
  }

  private plan(
    incoming: Incoming,
    newcomer: { customerId: string } & Parameters<JointComparison['judge']>[0],
    { records, parted, holders, comparison, definitions, seesAll }: Knowledge,
    crowd: Crowd,
  ): { plan: JointPlan; near: readonly string[] } {
    const known = records.get(nameOf(incoming.source));
    if (known) {
      const { customerId } = known;
      const isNews = !seesAll || known.kind !== incoming.facts.kind || this.isNews(incoming, known);
      if (isNews || crowd.hasRecord(incoming)) return { plan: undefined, near: [customerId] };
      return { plan: { registration: { customerId, outcome: 'unchanged' } }, near: [] };
    }
    const held = keysOf(incoming).flatMap((key) => holders.get(key) ?? []);
    const { judgements, compared } = comparison.judge(newcomer);
    const near = [...held, ...compared];
    const isSimple =
      held.length === 0 &&
      !parted.has(nameOf(incoming.source)) &&
      !crowd.concerns(incoming, near) &&
      comparison.covers(newcomer) &&
      !judgements.some(({ verdict }) => verdict === 'auto') &&
      !deviates(incoming, definitions);
    const { customerId } = newcomer;
    return { plan: isSimple ? { founding: { customerId, incoming, judgements } } : undefined, near };
  }

  private isNews({ source, facts }: Incoming, known: KnownRecord): boolean {
    return source.observedAt >= known.observedAt && !this.golden.isSame(known, facts);
  }
}

/** What those who came before in the same lot have to do with one that comes now. */
class Crowd {
  private readonly records = new Set<string>();
  /** Numbers and contact points of all, and blocking keys of those that wait for the single way. */
  private readonly keys = new Set<string | number>();
  /** Customers that one of those who wait may change. */
  private readonly touched = new Set<string>();

  waits(incoming: Incoming, near: readonly string[]): void {
    this.comes(incoming);
    for (const key of incoming.made.keys) this.keys.add(key);
    for (const id of near) this.touched.add(id);
  }

  comes(incoming: Incoming): void {
    this.records.add(nameOf(incoming.source));
    for (const key of keysOf(incoming)) this.keys.add(key);
  }

  hasRecord({ source }: Incoming): boolean {
    return this.records.has(nameOf(source));
  }

  concerns(incoming: Incoming, near: readonly string[]): boolean {
    const isKnown = [...keysOf(incoming), ...incoming.made.keys].some((key) => this.keys.has(key));
    return isKnown || this.hasRecord(incoming) || near.some((id) => this.touched.has(id));
  }
}

const nameOf = ({ source, sourceId }: SourceKey): string => `${source} ${sourceId}`;

const keysOf = ({ evidence }: Incoming): string[] => evidence.keys.map(({ type, key }) => `${type} ${key}`);

function deviates({ facts }: Incoming, definitions: Definitions | undefined): boolean {
  const given = facts.attributes ?? {};
  return definitions !== undefined && definitions.deviations(given, industryOf(given)).length > 0;
}
