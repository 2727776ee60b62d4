import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { LoadedCalendars } from '../sla/loaded-calendars.js';
import { PoliciesService } from '../sla/policies.service.js';
import type { SlaPolicyContent } from '../sla/rules/policy.js';
import { type Reconciliation, ReconciliationsRepository } from './reconciliations.repository.js';
import { differencesOf, type Measures, type StoredCase } from './rules/differences.js';
import { StoredCasesRepository } from './stored-cases.repository.js';

export type { Reconciliation };

const casesAtOnce = 500;
const mostShown = 100;

/**
 * Computes every open clock anew from what happened, the policy and the calendar, and lists what is stored otherwise.
 * Nothing is repaired: a difference is a fault of the software or of the database, and somebody has to see it.
 */
@Injectable()
export class ReconciliationService {
  constructor(
    private readonly runs: ReconciliationsRepository,
    private readonly cases: StoredCasesRepository,
    private readonly policies: PoliciesService,
    private readonly calendars: CalendarsService,
    private readonly transactions: TransactionRunner,
  ) {}

  /** From the first case to the last, in transactions of their own. @param onStep called after each of them */
  async run(startedBy: string, onStep: (run: Reconciliation) => void = () => undefined): Promise<Reconciliation> {
    const run = await this.transactions.run((tx) => this.runs.begin(tx, startedBy));
    while (run.endedAt === null) {
      Object.assign(run, await this.transactions.run((tx) => this.step(tx, run)));
      onStep(run);
    }
    return run;
  }

  /** The daily one that is under way, or a new one. */
  async daily(tx: Tx): Promise<Reconciliation> {
    return (await this.runs.unfinished(tx)) ?? this.runs.begin(tx, null);
  }

  /** Compares the next cases. @returns where the comparison is then */
  async step(tx: Tx, run: Reconciliation): Promise<Reconciliation> {
    const batch = await this.cases.next(tx, run.position, casesAtOnce);
    const measures = await this.measuresOf(tx, batch);
    const found = batch.flatMap((kase) => differencesOf(kase, measures));
    const after = {
      ...run,
      endedAt: batch.length < casesAtOnce ? await databaseNow(tx) : null,
      position: batch.at(-1)?.id ?? run.position,
      cases: run.cases + batch.length,
      clocks: run.clocks + batch.reduce((sum, { clocks }) => sum + clocks.length, 0),
      differenceCount: run.differenceCount + found.length,
      differences: [...run.differences, ...found].slice(0, mostShown),
    };
    await this.runs.save(tx, after);
    return after;
  }

  newest(tx: Tx): Promise<{ last: Reconciliation | null; running: Reconciliation | null }> {
    return this.runs.newest(tx);
  }

  /** The versions of policies and calendars that the clocks of these cases name. */
  private async measuresOf(tx: Tx, cases: readonly StoredCase[]): Promise<Measures> {
    const calendars = new LoadedCalendars(this.calendars);
    const policies = new Map<number, SlaPolicyContent>();
    for (const { terms, policyVersion } of cases.flatMap(({ clocks }) => clocks)) {
      await calendars.load(tx, terms);
      if (!policies.has(policyVersion)) {
        policies.set(policyVersion, (await this.policies.find(tx, policyVersion)).content);
      }
    }
    return {
      scheduleOf: calendars.scheduleOf,
      policy: ({ policyVersion }) => policies.get(policyVersion)!,
    };
  }
}
