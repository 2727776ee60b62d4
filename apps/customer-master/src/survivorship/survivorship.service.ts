import { type CustomerKind, rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx, violatedConstraint } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import type { TrustRules } from '../customers/rules/trust.js';
import { SurvivorshipRules } from '../customers/survivorship-rules.service.js';
import { changesBetween, type FieldChange } from './rules/rule-changes.js';
import { NotPreviewed, RulesBeingChanged } from './survivorship.errors.js';
import { survivorshipTimer } from './survivorship-runner.js';
import { type SurvivorshipRun, SurvivorshipRunsRepository } from './survivorship-runs.repository.js';

/** A customer that a run found different. */
interface ChangedRecord {
  customerId: string;
  kind: CustomerKind;
  fields: FieldChange[];
}

/** Rules of survivorship are changed in two steps: a preview of what would change, then the change. */
@Injectable()
export class Survivorship {
  constructor(
    private readonly runs: SurvivorshipRunsRepository,
    private readonly rules: SurvivorshipRules,
    private readonly golden: GoldenRecords,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  /** @throws RulesBeingChanged */
  async preview(tx: Tx, rules: TrustRules, by: Actor, now: Date): Promise<SurvivorshipRun> {
    const run: SurvivorshipRun = {
      id: newId(),
      state: 'previewing',
      baseVersion: (await this.rules.active(tx)).version,
      rules,
      run: 1,
      doneTo: null,
      total: await this.runs.count(tx),
      done: 0,
      changed: 0,
      fields: {},
      madeBy: by.id,
      madeAt: now,
      finishedAt: null,
    };
    await onlyOneAtWork(this.runs.add(tx, run));
    await this.setGoing(tx, run, now);
    return run;
  }

  /** Puts the rules in force, and has every golden record derived anew by them. @throws NotFound, NotPreviewed, RulesBeingChanged */
  async apply(tx: Tx, id: string, by: Actor, now: Date): Promise<SurvivorshipRun> {
    const run = await this.lock(tx, id);
    if (run.state !== 'previewed') throw new NotPreviewed(run.state);
    const { version } = await this.rules.active(tx);
    if (version !== run.baseVersion) throw new NotPreviewed('outdated');
    Object.assign(run, { state: 'applying', run: 2, doneTo: null, done: 0, changed: 0, fields: {}, finishedAt: null });
    await onlyOneAtWork(this.runs.save(tx, run));
    await this.runs.clearChanged(tx, id);
    await this.rules.add(tx, { version: version + 1, rules: run.rules, madeBy: by.id, madeAt: now });
    await this.outbox.append(tx, rulesChanged('survivorship-rules', version + 1, by.id, now));
    await this.setGoing(tx, run, now);
    return run;
  }

  /** Stops a preview, or gives it up. What is being applied goes on: half of the records by other rules is no state to be in. */
  async cancel(tx: Tx, id: string, now: Date): Promise<SurvivorshipRun> {
    const run = await this.lock(tx, id);
    if (run.state !== 'previewing' && run.state !== 'previewed') throw new NotPreviewed(run.state);
    Object.assign(run, { state: 'cancelled', finishedAt: now });
    await this.runs.save(tx, run);
    return run;
  }

  async find(tx: Tx, id: string): Promise<SurvivorshipRun> {
    const run = await this.runs.find(tx, id);
    if (!run) throw new NotFound();
    return run;
  }

  /** Customers that the run found different, with what differs between the rules in force and those of the run. */
  async changes(
    tx: Tx,
    id: string,
    page: { after?: string | undefined; limit: number },
    now: Date,
  ): Promise<ChangedRecord[]> {
    const run = await this.find(tx, id);
    const { rules: before } = await this.rules.active(tx);
    const changes: ChangedRecord[] = [];
    for (const { customerId, kind } of await this.runs.changed(tx, id, page.after, page.limit)) {
      const statements = await this.golden.statementsOf(tx, customerId);
      changes.push({ customerId, kind, fields: changesBetween(statements, { before, after: run.rules, now }) });
    }
    return changes;
  }

  private async lock(tx: Tx, id: string): Promise<SurvivorshipRun> {
    const run = await this.runs.lock(tx, id);
    if (!run) throw new NotFound();
    return run;
  }

  private setGoing(tx: Tx, run: SurvivorshipRun, now: Date): Promise<void> {
    return this.timers.arm(tx, { kind: survivorshipTimer, aggregateId: run.id, epoch: run.run, dueAt: now });
  }
}

async function onlyOneAtWork(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (violatedConstraint(error) === 'survivorship_run_one_at_work') throw new RulesBeingChanged();
    throw error;
  }
}
