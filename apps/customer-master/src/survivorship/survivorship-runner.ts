import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { noCause } from '../customers/rules/golden-change.js';
import { SurvivorshipRules } from '../customers/survivorship-rules.service.js';
import { changesBetween } from './rules/rule-changes.js';
import { type SurvivorshipRun, SurvivorshipRunsRepository } from './survivorship-runs.repository.js';

export const survivorshipTimer = 'survivorship.run';

const customersAtOnce = 25;

/**
 * Goes through all customers with several records, some per firing of a durable timer that re-arms itself. What they
 * brought and how far the run is commit together, so a run goes on after a crash where it was.
 */
@Injectable()
export class SurvivorshipRunner {
  constructor(
    private readonly runs: SurvivorshipRunsRepository,
    private readonly rules: SurvivorshipRules,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly timers: Timers,
  ) {}

  @OnTimer(survivorshipTimer)
  async goOn(tx: Tx, timer: DueTimer): Promise<void> {
    const run = await this.runs.lock(tx, timer.aggregateId);
    if (!run || run.run !== timer.epoch || (run.state !== 'previewing' && run.state !== 'applying')) return;
    const now = timer.dueAt;
    const ids = await this.runs.next(tx, run.doneTo, customersAtOnce);
    const differing =
      run.state === 'previewing' ? await this.preview(tx, run, ids, now) : await this.apply(tx, run, ids, now);
    await this.runs.noteChanged(tx, run.id, [...differing.keys()]);
    run.changed += differing.size;
    for (const field of [...differing.values()].flat()) run.fields[field] = (run.fields[field] ?? 0) + 1;
    run.done += ids.length;
    run.doneTo = ids.at(-1) ?? run.doneTo;
    const isDone = ids.length < customersAtOnce;
    if (isDone) {
      run.state = run.state === 'previewing' ? 'previewed' : 'applied';
      // Customers come and go while it runs.
      run.total = run.done;
      run.finishedAt = new Date(Math.max(now.getTime(), Date.now()));
    }
    await this.runs.save(tx, run);
    if (isDone) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: survivorshipTimer, aggregateId: run.id, epoch: run.run, dueAt });
  }

  /** Which customers would change, and in which fields. */
  private async preview(tx: Tx, run: SurvivorshipRun, ids: string[], now: Date): Promise<Map<string, string[]>> {
    const { rules: before } = await this.rules.active(tx);
    const differing = new Map<string, string[]>();
    for (const id of ids) {
      const changes = changesBetween(await this.golden.statementsOf(tx, id), { before, after: run.rules, now });
      if (changes.length > 0)
        differing.set(
          id,
          changes.map(({ field }) => field),
        );
    }
    return differing;
  }

  /** Derives the customers anew by the rules that are in force now; which changed, and in which groups. */
  private async apply(tx: Tx, run: SurvivorshipRun, ids: string[], now: Date): Promise<Map<string, string[]>> {
    const differing = new Map<string, string[]>();
    const { madeBy } = await this.rules.active(tx);
    for (const customer of await this.golden.lock(tx, ids)) {
      const { changed } = await this.golden.rederive(tx, customer, now);
      if (changed.length === 0) continue;
      customer.note({ ...noCause, kind: 'rules_applied', at: now, by: madeBy, fields: changed, causeId: run.id });
      await this.cards.tell(tx, customer, [customer.correct(changed, now)], now);
      differing.set(
        customer.id,
        changed.map((group) => `/${group}`),
      );
    }
    return differing;
  }
}
