import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { OwnerRules } from './owner-rules.service.js';
import { OwnershipMoves } from './ownership-moves.service.js';
import { type OwnershipRun, OwnershipRunsRepository, type RulesTask } from './ownership-runs.repository.js';

/** Its aggregate is the run. */
export const ownershipRunTimer = 'ownership.run';

const customersAtOnce = 50;
const mostNamed = 100;

/**
 * Looks at some customers per firing of a durable timer that arms itself again. What they brought and how far the run is
 * commit together, so a run goes on after a crash where it was.
 */
@Injectable()
export class OwnershipRunner {
  constructor(
    private readonly runs: OwnershipRunsRepository,
    private readonly moves: OwnershipMoves,
    private readonly rules: OwnerRules,
    private readonly timers: Timers,
  ) {}

  @OnTimer(ownershipRunTimer)
  async goOn(tx: Tx, { aggregateId, epoch, dueAt: now }: DueTimer): Promise<void> {
    const run = await this.runs.lock(tx, aggregateId);
    if (run?.state !== 'running') return;
    if (await this.isOutdated(tx, run)) return this.runs.save(tx, over(run, 'cancelled', now));
    const ids = await this.moves.next(tx, run, customersAtOnce);
    for (const move of await this.moves.make(tx, run, ids, now)) note(run, move);
    run.done += ids.length;
    run.doneTo = ids.at(-1) ?? run.doneTo;
    const isDone = ids.length < customersAtOnce;
    await this.runs.save(tx, isDone ? over(run, 'done', now) : run);
    if (isDone) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: ownershipRunTimer, aggregateId, epoch, dueAt });
  }

  /** Nobody is moved by rules that are not in force any more. */
  private async isOutdated(tx: Tx, { kind, task }: OwnershipRun): Promise<boolean> {
    return kind === 'apply' && (await this.rules.active(tx)).version !== (task as RulesTask).version;
  }
}

const over = (run: OwnershipRun, state: 'done' | 'cancelled', now: Date): OwnershipRun => ({
  ...run,
  state,
  finishedAt: new Date(Math.max(now.getTime(), Date.now())),
});

function note(run: OwnershipRun, { customerId, from, to }: { customerId: string; from: string; to: string }): void {
  const key = `${from} ${to}`;
  run.moves[key] = (run.moves[key] ?? 0) + 1;
  run.moved += 1;
  if (run.customerIds.length < mostNamed) run.customerIds.push(customerId);
}
