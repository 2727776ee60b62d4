import { TransactionRunner, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { MatchModels } from '../matching/match-models.service.js';
import type { Progress } from './all-customers.js';
import type { Comparison } from './comparison.js';
import { type MatchRun, MatchRunsRepository, type MatchRunState } from './match-runs.repository.js';

const pairsPerWrite = 2_000;

/** What is written of a run on its way. */
@Injectable()
export class MatchRunSteps {
  constructor(
    private readonly runs: MatchRunsRepository,
    private readonly models: MatchModels,
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
  begin(id: string): Promise<void> {
    return this.transactions.run(async (tx) => {
      await this.runs.clearPairs(tx, id);
      await this.models.dropOf(tx, id);
      await this.runs.saveReport(tx, { id, report: null, models: {} });
    });
  }

  /** Keeps the pairs of one kind and the model that judged them. */
  async store(run: MatchRun, { report, pairs, judge, trained }: Comparison, progress: Progress): Promise<void> {
    const { kind } = report;
    const before = run.report?.kinds ?? [];
    // Numbers go on where the pairs of the other kind end.
    const first = before.reduce((sum, other) => sum + other.listedPairs, 0);
    for (let at = 0; at < pairs.length; at += pairsPerWrite) {
      const some = pairs
        .slice(at, at + pairsPerWrite)
        .map((pair, index) => ({ ...pair, number: first + at + index + 1 }));
      await this.transactions.run((tx) => this.runs.addPairs(tx, run.id, some));
      await progress(`write ${kind}`, at, pairs.length);
    }
    run.report = { kinds: [...before, report] };
    run.models = { ...run.models, [kind]: { version: judge.model.version, attributes: judge.attributes } };
    await this.transactions.run(async (tx) => {
      await this.runs.saveReport(tx, run);
      if (trained) await this.models.add(tx, judge.model, { runId: run.id, by: run.madeBy, now: new Date() });
    });
  }

  complete(id: string): Promise<boolean> {
    return this.transactions.run((tx) => this.runs.end(tx, id, 'completed', null));
  }

  fail(id: string, error: string): Promise<boolean> {
    return this.transactions.run((tx) => this.runs.end(tx, id, 'failed', error.slice(0, 500)));
  }
}
