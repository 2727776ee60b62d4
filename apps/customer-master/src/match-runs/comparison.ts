import type { CustomerKind } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Ignored } from '../identity/rules/scoring/compare-contacts.js';
import { decide, vetoesOf } from '../identity/rules/scoring/decision.js';
import { TermCounts } from '../identity/rules/scoring/frequencies.js';
import type { Model } from '../identity/rules/scoring/model.js';
import { PatternCounts } from '../identity/rules/scoring/patterns.js';
import { randomPairs } from '../identity/rules/scoring/random.js';
import { faultsOfModel } from '../identity/rules/scoring/validate-model.js';
import { train } from '../identity/rules/scoring/train.js';
import { decodeVector, encodeVector } from '../identity/rules/scoring/vector.js';
import { type Judge, MatchModels } from '../matching/match-models.service.js';
import { type AllCustomers, AllCustomersReader, type Candidates, type Progress } from './all-customers.js';
import { ChangedCustomersReader } from './changed-customers-reader.js';
import { type MatchRun, MatchRunsRepository, type RunPair } from './match-runs.repository.js';
import type { Blocks } from './rules/blocks.js';
import { Clusters, Curve, type KindReport } from './rules/match-report.js';

/** Pairs per record that are compared at most: what large blocks of weak keys would add costs more than it finds. */
const pairsPerRecord = 30;
/** Pairs that are looked at to train a model; EM works on their patterns. */
const mostTrainingPairs = 2_000_000;
const mostRandomPairs = 400_000;
const seed = 20_261_122;
/** Fewer customers or pairs can teach nothing: then the model in force judges. */
const fewestToTrain = { records: 300, pairs: 300 };
/** Less probable pairs are counted and not kept. */
const leastProbability = 0.1;
const pairsAtOnce = 512;

export interface Comparison {
  report: KindReport;
  /** The most probable first, numbered from 1. */
  pairs: RunPair[];
  judge: Judge;
  /** The model that was trained; undefined when none was. */
  trained: Model | undefined;
}

/** Compares customers of a kind, all or those that have changed with those they share a key with, by the model in force or by one trained on these very pairs. */
@Injectable()
export class CustomerComparison {
  constructor(
    private readonly customers: AllCustomersReader,
    private readonly changed: ChangedCustomersReader,
    private readonly models: MatchModels,
    private readonly runs: MatchRunsRepository,
    private readonly transactions: TransactionRunner,
  ) {}

  async compare(
    kind: CustomerKind,
    wish: { train: boolean; runId: string; scope: MatchRun['scope'] },
    progress: Progress,
  ): Promise<Comparison> {
    const stages: Record<string, number> = {};
    const timed = async <Result>(stage: string, work: () => Promise<Result>): Promise<Result> => {
      const start = performance.now();
      const result = await work();
      stages[stage] = Math.round(performance.now() - start);
      return result;
    };
    const { all, looked, blocks } =
      wish.scope === 'changed'
        ? await timed('load', () => this.changed.load(kind, wish.runId, progress))
        : await this.everybody(kind, timed, progress);
    const ignored = this.customers.ignoredIn(all, blocks);
    const reviewed = await this.transactions.run((tx) => this.runs.reviewed(tx, kind));
    const inForce = await this.transactions.run((tx) => this.models.active(tx, kind));
    const isEnough = all.ids.length >= fewestToTrain.records && blocks.pairs.length >= fewestToTrain.pairs;
    const trained =
      wish.train && isEnough
        ? await timed('train', () => this.train(inForce, all, blocks, ignored, reviewed, wish.runId, progress))
        : undefined;
    const judge = trained ? this.models.judgeOf(trained, inForce.attributes) : inForce;
    const scored = await timed('score', () =>
      this.score(kind, all, blocks, judge, trained && inForce, ignored, progress),
    );
    const report: KindReport = {
      kind,
      modelVersion: judge.model.version,
      records: looked,
      keys: blocks.keys,
      crowdedKeys: blocks.crowded,
      leftOutKeys: blocks.leftOut,
      candidatePairs: blocks.pairs.length,
      listedPairs: scored.pairs.length,
      ...scored.counts,
      curve: scored.curve.points(reviewed),
      differences: trained ? scored.differences : null,
      stages,
    };
    return { report, pairs: scored.pairs, judge, trained };
  }

  private async everybody(
    kind: CustomerKind,
    timed: <Result>(stage: string, work: () => Promise<Result>) => Promise<Result>,
    progress: Progress,
  ): Promise<Candidates> {
    const all = await timed('load', () => this.customers.load(kind, progress));
    const blocks = await timed('block', () => this.customers.block(kind, all, pairsPerRecord, progress));
    return { all, looked: all.ids.length, blocks };
  }

  private async train(
    { model: start, attributes, comparatorWith }: Judge,
    { records }: AllCustomers,
    { pairs }: Blocks,
    ignored: Ignored,
    reviewed: readonly { isMatch: boolean; vector: Buffer; attributes: string[] }[],
    runId: string,
    progress: Progress,
  ): Promise<Model> {
    const compared = comparatorWith(ignored);
    const [candidates, random] = [new PatternCounts(), new PatternCounts()];
    const step = Math.max(1, Math.ceil(pairs.length / mostTrainingPairs));
    const vector = compared.compare(records[0] ?? new Uint32Array(8), records[0] ?? new Uint32Array(8));
    for (let at = 0; at < pairs.length; at += step) {
      const [a, b] = positionsOf(pairs[at]!);
      candidates.add(compared.compare(records[a]!, records[b]!, vector));
      if (at % pairsAtOnce === 0) await progress(`train ${start.kind}`, at, pairs.length);
    }
    let drawn = 0;
    for (const [a, b] of randomPairs(records.length, Math.min(mostRandomPairs, records.length ** 2), seed)) {
      random.add(compared.compare(records[a]!, records[b]!, vector));
      if (++drawn % pairsAtOnce === 0) await progress(`train ${start.kind}`, pairs.length, pairs.length);
    }
    const terms = new TermCounts(start.kind, attributes);
    for (const features of records) terms.add(features);
    const model = train(
      {
        candidates,
        random,
        totalPairs: (records.length * (records.length - 1)) / 2,
        candidateShare: candidates.total / Math.max(1, pairs.length),
        start: { ...start, frequencies: { ...start.frequencies, ...terms.frequencies() } },
        // Judged with other attributes, a pair has other fields and can teach nothing about these.
        reviewed: reviewed
          .filter((pair) => pair.attributes.join('\n') === attributes.join('\n'))
          .map((pair) => ({ isMatch: pair.isMatch, vector: decodeVector(pair.vector) })),
      },
      { version: `trained-${runId}` },
    );
    const faults = faultsOfModel(model);
    if (faults.length > 0) throw new Error(`the trained model is of no use: ${faults.join('; ')}`);
    return model;
  }

  private async score(
    kind: CustomerKind,
    { ids, records, different }: AllCustomers,
    { pairs }: Blocks,
    judge: Judge,
    former: Judge | undefined,
    ignored: Ignored,
    progress: Progress,
  ) {
    const compared = judge.comparatorWith(ignored);
    const found: RunPair[] = [];
    const curve = new Curve();
    const clusters = new Clusters(records.length);
    const counts = { auto: 0, review: 0, rejected: 0 };
    const differences = { toAuto: 0, fromAuto: 0, toReview: 0, fromReview: 0 };
    const vector = compared.compare(records[0] ?? new Uint32Array(8), records[0] ?? new Uint32Array(8));
    for (let at = 0; at < pairs.length; at += 1) {
      if (at % pairsAtOnce === 0) await progress(`score ${kind}`, at, pairs.length);
      const [a, b] = positionsOf(pairs[at]!);
      compared.compare(records[a]!, records[b]!, vector);
      const weight = judge.scores.weight(vector);
      const probability = judge.scores.probabilityOf(weight);
      curve.add(probability);
      const isLikely = probability >= leastProbability;
      const wasLikely = former !== undefined && former.scores.probability(vector) >= leastProbability;
      if (!isLikely && !wasLikely) continue;
      const [lowId, highId] = [ids[a]!, ids[b]!];
      const vetoes = vetoesOf(records[a]!, records[b]!, different.has(`${lowId} ${highId}`));
      const { verdict, strong } = decide(kind, vector, probability, vetoes);
      if (former) {
        const before = decide(kind, vector, former.scores.probability(vector), vetoes).verdict;
        differences.toAuto += Number(verdict === 'auto' && before !== 'auto');
        differences.fromAuto += Number(verdict !== 'auto' && before === 'auto');
        differences.toReview += Number(verdict === 'review' && before !== 'review');
        differences.fromReview += Number(verdict !== 'review' && before === 'review');
      }
      if (!isLikely) continue;
      if (verdict !== 'unlikely') counts[verdict] += 1;
      if (verdict === 'auto') clusters.join(a, b);
      found.push({
        number: 0,
        lowId,
        highId,
        kind,
        probability,
        weight,
        vector: encodeVector(vector),
        verdict,
        strong,
      });
    }
    found.sort(
      (one, other) => other.weight - one.weight || (one.lowId + one.highId < other.lowId + other.highId ? -1 : 1),
    );
    const { clusters: groups, largest } = clusters.count();
    return { pairs: found, curve, differences, counts: { ...counts, clusters: groups, largestCluster: largest } };
  }
}

/** Positions follow the order of the ids, so the first id is the lower one. */
const positionsOf = (pair: bigint): [number, number] => [Number(pair & 0xffff_ffffn), Number(pair >> 32n)];
