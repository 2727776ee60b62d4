import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { crowdedContacts } from '../identity/rules/features/blocking-keys.js';
import type { Features } from '../identity/rules/features/layout.js';
import { registeredNumbers } from '../identity/rules/features/registered-numbers.js';
import { decide, type MatchVeto, type Verdict, vetoesOf } from '../identity/rules/scoring/decision.js';
import type { Vector } from '../identity/rules/scoring/vector.js';
import { MatchEdgesRepository } from './match-edges.repository.js';
import type { Statement } from '../customers/rules/statement.js';
import { type MatchFeatures, MatchFeaturesMaker } from './match-features.js';
import { type Judge, MatchModels } from './match-models.service.js';
import { MatchRecordsRepository, type NearRecord } from './match-records.repository.js';

/** What the model says of one customer and another. */
export interface Judgement {
  /** The other one. */
  customerId: string;
  kind: CustomerKind;
  verdict: Verdict;
  /** 0 to 1. */
  probability: number;
  /** Bits for (positive) and against, without the prior. */
  weight: number;
  /** How alike they are, field by field; of the fields that `attributes` complete. */
  vector: Vector;
  attributes: string[];
  modelVersion: string;
  /** Fields that prove identity. */
  strong: string[];
}

/** Whom one is compared with. */
export interface Nearby {
  records: readonly NearRecord[];
  /** Keys that too many have. */
  crowded: readonly number[];
  /** Customers of whom a person said that they are somebody else. */
  different: ReadonlySet<string>;
}

/** Who of those nearby may be the same customer, the surest first. */
export function judgementsOf(judge: Judge, kind: CustomerKind, features: Features, nearby: Nearby): Judgement[] {
  const compared = judge.comparatorWith(crowdedContacts(features, new Set(nearby.crowded)));
  const judgements = nearby.records.flatMap(({ customerId, features: other }): Judgement[] => {
    const vetoes = vetoesOf(features, other, nearby.different.has(customerId));
    if (vetoes.includes('kind_differs')) return [];
    const judgement = judgementOf(judge, customerId, compared.compare(features, other), vetoes);
    return judgement.verdict === 'unlikely' || judgement.verdict === 'rejected' ? [] : [judgement];
  });
  return judgements.sort((a, b) => b.weight - a.weight || (a.customerId < b.customerId ? -1 : 1));
}

function judgementOf(
  { model, attributes, scores }: Judge,
  customerId: string,
  vector: Vector,
  vetoes: readonly MatchVeto[],
): Judgement {
  const { kind, version: modelVersion } = model;
  const weight = scores.weight(vector);
  const probability = scores.probabilityOf(weight);
  const { verdict, strong } = decide(kind, vector, probability, vetoes);
  return { customerId, kind, verdict, probability, weight, vector, attributes, modelVersion, strong };
}

/** Finds the customers that resemble one, and keeps the pairs that a person should look at. */
@Injectable()
export class Resemblances {
  constructor(
    private readonly records: MatchRecordsRepository,
    private readonly models: MatchModels,
    private readonly edges: MatchEdgesRepository,
    private readonly maker: MatchFeaturesMaker,
  ) {}

  /** What records that are, or would be, one customer are compared by. */
  featuresOf(statements: readonly Pick<Statement, 'facts'>[]): MatchFeatures {
    return this.maker.of(statements);
  }

  /** Everybody who may be the same customer, the surest first; `self` when the customer has an id already. */
  async of(tx: Tx, kind: CustomerKind, { features, keys }: MatchFeatures, self?: string): Promise<Judgement[]> {
    const { records, crowded } = await this.records.near(tx, keys, self);
    if (records.length === 0) return [];
    const judge = await this.models.active(tx, kind);
    const different = new Set(self ? await this.edges.differentFrom(tx, self) : []);
    return judgementsOf(judge, kind, features, { records, crowded, different });
  }

  /** How alike somebody is to one customer, whatever comes of it; empty for one that cannot be compared. */
  async to(tx: Tx, customerId: string, kind: CustomerKind, { features }: MatchFeatures): Promise<Judgement[]> {
    const judge = await this.models.active(tx, kind);
    const compared = judge.comparatorWith(new Set());
    const records = await this.records.recordsOf(tx, [customerId]);
    return records.map((other) => judgementOf(judge, customerId, compared.compare(features, other.features), []));
  }

  /** A new customer can be found from now on, and whom it resembles is there for those who review. */
  async remember(
    tx: Tx,
    { id, kind }: { id: string; kind: CustomerKind },
    made: MatchFeatures,
    judgements: readonly Judgement[],
    now: Date,
  ): Promise<void> {
    await this.records.put(tx, id, kind, made);
    await this.edges.put(
      tx,
      judgements.map((judgement) => ({ ...judgement, of: id })),
      now,
    );
  }

  /** The same for customers that are all new. */
  async rememberAll(
    tx: Tx,
    added: readonly { customerId: string; kind: CustomerKind; made: MatchFeatures; judgements: readonly Judgement[] }[],
    now: Date,
  ): Promise<void> {
    await this.records.putAll(tx, added);
    const pairs = added.flatMap(({ customerId, judgements }) =>
      judgements.map((judgement) => ({ ...judgement, of: customerId })),
    );
    await this.edges.put(tx, pairs, now);
  }

  /** Judges a customer anew whose records have changed. */
  async refresh(
    tx: Tx,
    { id, kind }: { id: string; kind: CustomerKind },
    statements: readonly Statement[],
    now: Date,
  ): Promise<void> {
    if (statements.length === 0) return this.drop(tx, id);
    const made = this.maker.of(statements);
    const judgements = await this.of(tx, kind, made, id);
    await this.records.put(tx, id, kind, made);
    await this.edges.judged(tx, id, judgements, now);
  }

  /** Takes an id that is no customer of its own any more out of every comparison. */
  async drop(tx: Tx, customerId: string): Promise<void> {
    await this.records.drop(tx, customerId);
    await this.edges.gone(tx, customerId);
  }

  /** Ids that resemble a customer and wait for a decision. */
  openOf(tx: Tx, customerId: string): Promise<string[]> {
    return this.edges.openOf(tx, customerId);
  }

  /** Pairs that somebody should look at; what a person decided about one stays decided. */
  async noteForReview(tx: Tx, pairs: readonly (Judgement & { of: string })[], now: Date): Promise<void> {
    await this.edges.put(tx, pairs, now);
  }

  /** Tokens of every USCC that any record of a customer says. */
  async usccsOf(tx: Tx, customerId: string): Promise<number[]> {
    const features = await this.records.featuresOf(tx, customerId);
    return features ? registeredNumbers(features, 'uscc') : [];
  }

  /** Whether a person said that these two, or customers merged into them, are not one. */
  async areDifferent(tx: Tx, one: string, other: string): Promise<boolean> {
    return (await this.edges.differentFrom(tx, one)).includes(other);
  }

  /** The customers of a kind, in their present ids, of whom a person said that they are not one; the lower id first. */
  allDifferent(tx: Tx, kind: CustomerKind): Promise<{ lowId: string; highId: string }[]> {
    return this.edges.allDifferent(tx, kind);
  }

  /** Remembers that a person took two customers apart: no machine makes them one again. */
  parted(
    tx: Tx,
    ids: readonly [string, string],
    kind: CustomerKind,
    parted: { by: string; reason: string; now: Date },
  ): Promise<void> {
    return this.edges.parted(tx, ids, kind, parted);
  }

  /** Ids behind one, of customers that cannot be compared: they have no features, or features of an earlier version. */
  unindexed(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    return this.records.unindexed(tx, after, limit);
  }

  /** Lets a customer be found, without looking whom it resembles. */
  async index(tx: Tx, customer: { id: string; kind: CustomerKind }, statements: readonly Statement[]): Promise<void> {
    await this.records.put(tx, customer.id, customer.kind, this.maker.of(statements));
  }

  /** Customers of a kind behind an id, with their encoded features. */
  page(
    tx: Tx,
    kind: CustomerKind,
    after: string | null,
    limit: number,
  ): Promise<{ customerId: string; features: Buffer }[]> {
    return this.records.page(tx, kind, after, limit);
  }

  /** How many customers of a kind there are. */
  count(tx: Tx, kind: CustomerKind): Promise<number> {
    return this.records.count(tx, kind);
  }
}
