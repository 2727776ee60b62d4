import { Timers, type Tx, violatedConstraint } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { MatchRunAtWork, MatchRunOver } from './match-runs.errors.js';
import { matchRunTimer } from './match-run-worker.js';
import { type MatchRun, MatchRunsRepository, type RunPair } from './match-runs.repository.js';

/** Runs that compare customers with one another. */
@Injectable()
export class MatchRuns {
  constructor(
    private readonly runs: MatchRunsRepository,
    private readonly timers: Timers,
  ) {}

  /** @throws MatchRunAtWork */
  async start(
    tx: Tx,
    wish: Pick<MatchRun, 'mode' | 'scope' | 'train'>,
    { id, roles, department, scope }: Actor,
    now: Date,
  ): Promise<MatchRun> {
    const run = { id: newId(), ...wish, actor: { id, roles, department, scope }, madeAt: now };
    try {
      await this.runs.add(tx, run);
    } catch (error) {
      if (violatedConstraint(error) === 'match_run_one_at_work') throw new MatchRunAtWork();
      throw error;
    }
    await this.timers.arm(tx, { kind: matchRunTimer, aggregateId: run.id, epoch: 1, dueAt: now });
    return this.find(tx, run.id);
  }

  /** Stops a run. What an applying one has united stays so, and can be parted one by one. @throws NotFound, MatchRunOver */
  async cancel(tx: Tx, id: string): Promise<MatchRun> {
    const { state } = await this.find(tx, id);
    if (!(await this.runs.end(tx, id, 'cancelled', null))) throw new MatchRunOver(state);
    return this.find(tx, id);
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<MatchRun> {
    const run = await this.runs.find(tx, id);
    if (!run) throw new NotFound();
    return run;
  }

  /** The newest first. */
  page(tx: Tx, before: string | undefined, limit: number): Promise<MatchRun[]> {
    return this.runs.page(tx, before, limit);
  }

  pairs(tx: Tx, id: string, after: number, limit: number): Promise<RunPair[]> {
    return this.runs.pairs(tx, id, after, limit);
  }
}
