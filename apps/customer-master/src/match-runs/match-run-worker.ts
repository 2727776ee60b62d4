import { randomUUID } from 'node:crypto';
import type { CustomerKind } from '@crm/contracts';
import { afterCommit, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Progress } from './all-customers.js';
import { CustomerComparison } from './comparison.js';
import { MatchRunApplication } from './match-run-application.js';
import { MatchRunSteps, RunIsOver } from './match-run-steps.js';
import { bringsResults, type MatchRun } from './match-runs.repository.js';
import { UnindexedCustomers } from './unindexed-customers.js';

export const matchRunTimer = 'match-run.watch';

const watchEveryMs = 5_000;
const tellEveryMs = 1_000;
/** Others get the thread after so long: the process may serve requests as well. */
const sliceMs = 12;

/**
 * Works on runs beside everything else: a durable timer looks every few seconds whether a run wants somebody, so a run
 * whose process died is taken over. Comparing begins anew then (it writes nothing before its end); applying goes on behind
 * the last pair that is done.
 */
@Injectable()
export class MatchRunWorker implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MatchRunWorker.name);
  private readonly name = randomUUID();
  private working: { id: string; done: Promise<void> } | undefined;
  private isStopping = false;

  constructor(
    private readonly steps: MatchRunSteps,
    private readonly comparison: CustomerComparison,
    private readonly application: MatchRunApplication,
    private readonly unindexed: UnindexedCustomers,
    private readonly timers: Timers,
  ) {}

  @OnTimer(matchRunTimer)
  async watch(tx: Tx, timer: DueTimer): Promise<void> {
    if (this.isStopping || this.working?.id !== timer.aggregateId) {
      const run = this.isStopping ? undefined : await this.steps.claim(tx, timer.aggregateId, this.name);
      if (!run && (await this.steps.isOver(tx, timer.aggregateId))) return;
      if (run) afterCommit(tx, () => this.start(run));
    }
    const dueAt = new Date(Math.max(timer.dueAt.getTime() + 1, Date.now() + watchEveryMs));
    await this.timers.arm(tx, { ...timer, dueAt });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.working?.done;
  }

  private start(run: MatchRun): void {
    if (this.working) return;
    const done = this.work(run)
      .catch(async (error: unknown) => {
        if (error instanceof RunIsOver) return;
        this.logger.error(`match run ${run.id} failed: ${(error as Error).message}`);
        await this.steps.end(run.id, this.name, 'failed', (error as Error).message);
      })
      // What cannot be written down now is seen by whoever takes the run over.
      .catch((error: unknown) => this.logger.warn(`match run ${run.id}: ${(error as Error).message}`))
      .finally(() => (this.working = undefined));
    this.working = { id: run.id, done };
  }

  private async work(run: MatchRun): Promise<void> {
    if (run.state !== 'applying') await this.compare(run);
    if (bringsResults(run)) {
      const progress = this.progressOf(run.id, 'applying');
      await this.application.apply(run.id, this.name, progress);
      await this.steps.settleChanges(run.id, this.name, progress);
    }
    await this.steps.end(run.id, this.name, 'completed', null);
  }

  private async compare(run: MatchRun): Promise<void> {
    const progress = this.progressOf(run.id, 'comparing');
    await this.steps.begin(run.id, this.name);
    await this.unindexed.index(progress);
    if (bringsResults(run)) await this.steps.claimChanges(run.id, this.name, progress);
    for (const kind of ['organisation', 'person'] satisfies CustomerKind[]) {
      const comparison = await this.comparison.compare(kind, { ...run, runId: run.id }, progress);
      await this.steps.store(run.id, this.name, comparison, progress);
    }
  }

  private progressOf(id: string, state: 'comparing' | 'applying'): Progress {
    let told = 0;
    let sliceEnd = performance.now() + sliceMs;
    let before = '';
    return async (stage, done, total) => {
      const now = performance.now();
      if (now < sliceEnd && stage === before) return;
      await new Promise((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + sliceMs;
      if (this.isStopping) throw new RunIsOver();
      if (stage === before && now - told < tellEveryMs) return;
      [told, before] = [now, stage];
      const at = { state, stage, done, total };
      if (!(await this.steps.tell(id, this.name, at))) throw new RunIsOver();
    };
  }
}
