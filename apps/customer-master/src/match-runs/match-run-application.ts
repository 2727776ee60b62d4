import { TransactionRunner, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomersService } from '../customers/customers.service.js';
import { Merging } from '../identity/merging.service.js';
import { MergeRefused } from '../identity/identity.errors.js';
import { largestCluster } from '../identity/rules/scoring/decision.js';
import { decodeVector } from '../identity/rules/scoring/vector.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { Progress } from './all-customers.js';
import { type MatchRun, type MatchRunReport, MatchRunsRepository, type RunPair } from './match-runs.repository.js';

/** Pairs that commit together: a merge writes some twenty rows and locks two customers. */
const pairsPerStep = 20;

/** Makes one customer of every pair that is certain, and puts the doubtful ones before a person. */
@Injectable()
export class MatchRunApplication {
  constructor(
    private readonly runs: MatchRunsRepository,
    private readonly merging: Merging,
    private readonly customers: CustomersService,
    private readonly resemblances: Resemblances,
    private readonly transactions: TransactionRunner,
  ) {}

  /** Pairs in their order, the surest first; what is applied and how far commit together. */
  async apply(id: string, progress: Progress): Promise<void> {
    for (;;) {
      const left = await this.transactions.run((tx) => this.step(tx, id));
      if (!left) return;
      await progress('apply', left.done, left.total);
    }
  }

  private async step(tx: Tx, id: string): Promise<{ done: number; total: number } | undefined> {
    const run = (await this.runs.find(tx, id))!;
    const pairs = await this.runs.pairs(tx, id, run.appliedTo, pairsPerStep);
    if (pairs.length === 0) return undefined;
    const report: MatchRunReport = { merged: 0, notMerged: 0, forReview: 0, ...run.report!, kinds: run.report!.kinds };
    const doubtful: RunPair[] = [];
    const now = new Date();
    for (const pair of pairs) {
      if (pair.verdict === 'auto' && (await this.unite(tx, pair, run.actor, now))) report.merged! += 1;
      else if (pair.verdict === 'auto') report.notMerged! += 1;
      else if (pair.verdict === 'review') doubtful.push(pair);
    }
    report.forReview! += await this.putBeforePerson(tx, run, doubtful, now);
    const last = pairs.at(-1)!.number;
    await this.runs.applied(tx, id, last, report);
    return { done: last, total: report.kinds.reduce((sum, { listedPairs }) => sum + listedPairs, 0) };
  }

  /** False when they are one already, or may not become one without a person. */
  private async unite(tx: Tx, { lowId, highId }: RunPair, by: Actor, now: Date): Promise<boolean> {
    const survivors = await this.customers.survivorsOf(tx, [lowId, highId]);
    const [one, other] = [survivors.get(lowId), survivors.get(highId)];
    if (!one || !other || one === other || (await this.resemblances.areDifferent(tx, one, other))) return false;
    if ((await this.customers.countRecords(tx, [one, other])) > largestCluster) return false;
    try {
      await tx.transaction((savepoint) => this.merging.merge(savepoint, one, other, reason, by, now));
      return true;
    } catch (error) {
      if (error instanceof MergeRefused) return false;
      throw error;
    }
  }

  private async putBeforePerson(tx: Tx, run: MatchRun, pairs: readonly RunPair[], now: Date): Promise<number> {
    const ids = [...new Set(pairs.flatMap(({ lowId, highId }) => [lowId, highId]))];
    const survivors = ids.length > 0 ? await this.customers.survivorsOf(tx, ids) : new Map<string, string>();
    const open = pairs.filter(
      ({ lowId, highId }) => survivors.get(lowId) === lowId && survivors.get(highId) === highId,
    );
    const judged = open.map(({ lowId, highId, kind, probability, weight, vector, verdict, strong }) => ({
      of: lowId,
      customerId: highId,
      kind,
      verdict,
      probability,
      weight,
      vector: decodeVector(vector),
      attributes: run.models[kind]!.attributes,
      modelVersion: run.models[kind]!.version,
      strong,
    }));
    await this.resemblances.noteForReview(tx, judged, now);
    return open.length;
  }
}

const reason = '批量匹配自动合并 / merged by a match run';
