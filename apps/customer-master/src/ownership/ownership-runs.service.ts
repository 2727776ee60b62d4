import { Timers, type Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { OwnershipRunOver } from './ownership.errors.js';
import { ownershipRunTimer } from './ownership-runner.js';
import {
  type BulkHandOver,
  type OwnershipRun,
  type OwnershipRunKind,
  OwnershipRunsRepository,
  type RulesTask,
} from './ownership-runs.repository.js';

/** Starts and stops runs. */
@Injectable()
export class OwnershipRuns {
  constructor(
    private readonly repository: OwnershipRunsRepository,
    private readonly timers: Timers,
  ) {}

  /** @throws OwnershipRunAtWork */
  async start(
    tx: Tx,
    kind: OwnershipRunKind,
    task: RulesTask | BulkHandOver,
    by: Actor,
    now: Date,
  ): Promise<OwnershipRun> {
    const run: OwnershipRun = {
      id: newId(),
      kind,
      state: 'running',
      task,
      doneTo: null,
      done: 0,
      moved: 0,
      moves: {},
      customerIds: [],
      madeBy: by.id,
      madeAt: now,
      finishedAt: null,
    };
    await this.repository.add(tx, run);
    await this.timers.arm(tx, { kind: ownershipRunTimer, aggregateId: run.id, epoch: 1, dueAt: now });
    return run;
  }

  /** What moved so far stays moved: each customer has one owner at any time. @throws NotFound, OwnershipRunOver */
  async cancel(tx: Tx, id: string, now: Date): Promise<OwnershipRun> {
    const run = await this.repository.lock(tx, id);
    if (!run) throw new NotFound();
    if (run.state !== 'running') throw new OwnershipRunOver(run.state);
    const cancelled: OwnershipRun = { ...run, state: 'cancelled', finishedAt: now };
    await this.repository.save(tx, cancelled);
    return cancelled;
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<OwnershipRun> {
    const run = await this.repository.find(tx, id);
    if (!run) throw new NotFound();
    return run;
  }
}
