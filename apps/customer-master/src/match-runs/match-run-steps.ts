import { TransactionRunner, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ChangedCustomers } from '../matching/changed-customers.service.js';
import { MatchModels } from '../matching/match-models.service.js';
import type { Progress } from './all-customers.js';
import type { Comparison } from './comparison.js';
import { type MatchRun, MatchRunsRepository, type MatchRunState } from './match-runs.repository.js';

const pairsPerWrite = 2_000;
const changesAtOnce = 5_000;

/** The run was cancelled, or another process has taken it over. */
export class RunIsOver extends Error {}

/** What is written of a run on its way: by whom it is claimed, and by nobody else. */
@Injectable()
export class MatchRunSteps {
  constructor(
    private readonly runs: MatchRunsRepository,
    private readonly models: MatchModels,
    private readonly changed: ChangedCustomers,
    private readonly transactions: TransactionRunner,
  ) {}

  claim(tx: Tx, id: string, worker: string): Promise<MatchRun | undefined> {
    return this.runs.claim(tx, id, worker);
  }

  async isOver(tx: Tx, id: string): Promise<boolean> {
    const run = await this.runs.find(tx, id);
    return !run || ['completed', 'cancelled', 'failed'].includes(run.state);
  }

  /** False when the run is over, or somebody else's. */
  tell(
    id: string,
    worker: string,
    at: { state: MatchRunState; stage: string; done: number; total: number },
  ): Promise<boolean> {
    return this.transactions.run((tx) => this.runs.progress(tx, id, worker, at));
  }

  /** What a process that died had written goes. */
  begin(id: string, worker: string): Promise<void> {
    return this.held(id, worker, async (tx) => {
      await this.runs.clearPairs(tx, id);
      await this.models.dropOf(tx, id);
      await this.runs.saveReport(tx, { id, report: null, models: {} });
    });
  }

  /** Whoever has changed so far is dealt with by this run; who changes once more, by the next. */
  async claimChanges(id: string, worker: string, progress: Progress): Promise<void> {
    let done = 0;
    for (let after: string | null = null; ;) {
      const claimed: { last: string; count: number } | undefined = await this.held(id, worker, (tx) =>
        this.changed.claim(tx, id, after, changesAtOnce),
      );
      if (!claimed) return;
      done += claimed.count;
      await progress('claim', done, done);
      after = claimed.last;
    }
  }

  async settleChanges(id: string, worker: string, progress: Progress): Promise<void> {
    for (let done = 0; ;) {
      const settled = await this.held(id, worker, (tx) => this.changed.settle(tx, id, changesAtOnce));
      done += settled;
      await progress('settle', done, done);
      if (settled < changesAtOnce) return;
    }
  }

  /** Keeps the pairs of one kind and the model that judged them. */
  async store(
    id: string,
    worker: string,
    { report, pairs, judge, trained }: Comparison,
    progress: Progress,
  ): Promise<void> {
    const { kind } = report;
    const first = await this.held(id, worker, async (_, run) =>
      (run.report?.kinds ?? []).reduce((sum, other) => sum + other.listedPairs, 0),
    );
    for (let at = 0; at < pairs.length; at += pairsPerWrite) {
      // Numbers go on where the pairs of the other kind end.
      const some = pairs
        .slice(at, at + pairsPerWrite)
        .map((pair, index) => ({ ...pair, number: first + at + index + 1 }));
      await this.held(id, worker, (tx) => this.runs.addPairs(tx, id, some));
      await progress(`write ${kind}`, at + some.length, pairs.length);
    }
    await this.held(id, worker, async (tx, run) => {
      const kinds = [...(run.report?.kinds ?? []), report];
      const models = { ...run.models, [kind]: { version: judge.model.version, attributes: judge.attributes } };
      await this.runs.saveReport(tx, { id, report: { kinds }, models });
      if (trained) await this.models.add(tx, judge.model, { runId: id, by: run.madeBy, now: new Date() });
    });
  }

  async end(id: string, worker: string, state: 'completed' | 'failed', error: string | null): Promise<void> {
    await this.held(id, worker, (tx) => this.runs.end(tx, id, state, error?.slice(0, 500) ?? null));
  }

  /** Work on a run that is still ours. @throws RunIsOver */
  held<Result>(id: string, worker: string, work: (tx: Tx, run: MatchRun) => Promise<Result>): Promise<Result> {
    return this.transactions.run(async (tx) => {
      const run = await this.runs.hold(tx, id, worker);
      if (!run) throw new RunIsOver();
      return work(tx, run);
    });
  }
}
