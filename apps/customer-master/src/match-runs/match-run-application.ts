import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomerMergedAway } from '../customers/customers.errors.js';
import { CustomersService } from '../customers/customers.service.js';
import { Merging } from '../identity/merging.service.js';
import { MergeRefused } from '../identity/identity.errors.js';
import { type Cluster, joinFault } from '../identity/rules/scoring/decision.js';
import { decodeVector } from '../identity/rules/scoring/vector.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { Progress } from './all-customers.js';
import { MatchRunSteps } from './match-run-steps.js';
import { type MatchRun, type MatchRunReport, MatchRunsRepository, type RunPair } from './match-runs.repository.js';

/** Pairs that commit together: a merge writes some twenty rows and locks two customers. */
const pairsPerStep = 20;

type Outcome = 'merged' | 'not_merged' | 'for_person';

/** Makes one customer of every pair that is certain, where it may, and puts the others before a person. */
@Injectable()
export class MatchRunApplication {
  constructor(
    private readonly steps: MatchRunSteps,
    private readonly runs: MatchRunsRepository,
    private readonly merging: Merging,
    private readonly customers: CustomersService,
    private readonly resemblances: Resemblances,
  ) {}

  /** Pairs in their order, the surest first; what is applied and how far commit together. */
  async apply(id: string, worker: string, progress: Progress): Promise<void> {
    for (;;) {
      const left = await this.steps.held(id, worker, (tx, run) => this.step(tx, run));
      if (!left) return;
      await progress('apply', left.done, left.total);
    }
  }

  private async step(tx: Tx, run: MatchRun): Promise<{ done: number; total: number } | undefined> {
    const pairs = await this.runs.pairs(tx, run.id, run.appliedTo, pairsPerStep);
    if (pairs.length === 0) return undefined;
    const report: MatchRunReport = { merged: 0, notMerged: 0, forReview: 0, ...run.report!, kinds: run.report!.kinds };
    const now = new Date();
    const certain = pairs.filter(({ verdict }) => verdict === 'auto');
    const doubtful = pairs.filter(({ verdict }) => verdict === 'review');
    // A run that only reports leaves certain pairs to a person, too.
    if (run.mode === 'report') doubtful.push(...certain.splice(0));
    for (const pair of certain) {
      const outcome = await this.unite(tx, pair, run.actor, now);
      if (outcome === 'for_person') doubtful.push(pair);
      report.merged! += Number(outcome === 'merged');
      report.notMerged! += Number(outcome !== 'merged');
    }
    report.forReview! += await this.putBeforePerson(tx, run, doubtful, now);
    const last = pairs.at(-1)!.number;
    await this.runs.applied(tx, run.id, last, report);
    return { done: last, total: report.kinds.reduce((sum, { listedPairs }) => sum + listedPairs, 0) };
  }

  /** Somebody may merge or take back one of both meanwhile: then it is looked at once more, as things are now. */
  private async unite(tx: Tx, pair: RunPair, by: Actor, now: Date): Promise<Outcome> {
    const outcome = await this.tryToUnite(tx, pair, by, now);
    if (outcome !== 'moved') return outcome;
    const second = await this.tryToUnite(tx, pair, by, now);
    return second === 'moved' ? 'not_merged' : second;
  }

  private async tryToUnite(tx: Tx, { lowId, highId }: RunPair, by: Actor, now: Date): Promise<Outcome | 'moved'> {
    const survivors = await this.customers.survivorsOf(tx, [lowId, highId]);
    const [one, other] = [survivors.get(lowId), survivors.get(highId)];
    // They are one already, or a person said that they are not.
    if (!one || !other || one === other || (await this.resemblances.areDifferent(tx, one, other))) return 'not_merged';
    if (joinFault(await this.clusterOf(tx, one), await this.clusterOf(tx, other))) return 'for_person';
    try {
      await tx.transaction((savepoint) => this.merging.merge(savepoint, one, other, reason, by, now));
      return 'merged';
    } catch (error) {
      if (error instanceof MergeRefused) return 'not_merged';
      if (error instanceof CustomerMergedAway || error instanceof NotFound) return 'moved';
      throw error;
    }
  }

  private async clusterOf(tx: Tx, id: string): Promise<Cluster> {
    const size = await this.customers.countRecords(tx, id);
    return { size, usccs: await this.resemblances.usccsOf(tx, id) };
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
