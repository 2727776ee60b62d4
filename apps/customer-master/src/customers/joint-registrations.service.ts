import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Judgement } from '../matching/resemblances.service.js';
import type { Actor } from './actor.js';
import { CustomerCards } from './customer-cards.service.js';
import type { NewCustomer, SourceReference } from './customer.shape.js';
import { Duplicates } from './duplicates.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { JointOwners } from './joint-owners.service.js';
import { JointPlans } from './joint-plans.service.js';
import { type Incoming, newCustomer, type Registration } from './registrations.service.js';

/** A record of a system on its way in. */
export interface IncomingRecord {
  source: SourceReference;
  input: NewCustomer;
}

/** Somebody who is certainly new and has nothing to do with the others that come in with it. */
export interface Founding {
  /** The id it gets. */
  customerId: string;
  incoming: Incoming;
  judgements: readonly Judgement[];
}

/** What can be done with a record together with others; undefined: it has to go the way of single records, behind them. */
export type JointPlan = { registration: Registration } | { founding: Founding } | undefined;

/**
 * Registers many records with few statements, by the rules of `Registrations` and with the same result as one by one. Only
 * those that are certainly new, or say nothing new, are handled together; every other goes the single way.
 */
@Injectable()
export class JointRegistrations {
  constructor(
    private readonly plans: JointPlans,
    private readonly owners: JointOwners,
    private readonly golden: GoldenRecords,
    private readonly duplicates: Duplicates,
    private readonly cards: CustomerCards,
  ) {}

  /**
   * What became of each record, in their order; undefined for those that have to go the single way afterwards, in their
   * order too.
   */
  async take(tx: Tx, records: readonly IncomingRecord[], by: Actor, now: Date): Promise<(Registration | undefined)[]> {
    const plans = await this.plans.make(tx, records, by, now);
    const foundings = plans.flatMap((plan) => (plan && 'founding' in plan ? [plan.founding] : []));
    if (foundings.length > 0) await this.found(tx, foundings, by, now);
    return plans.map(registrationOf);
  }

  /** As `take`, without doing it, each record as if it were alone. */
  async rehearse(
    tx: Tx,
    records: readonly IncomingRecord[],
    by: Actor,
    now: Date,
  ): Promise<(Registration | undefined)[]> {
    return (await this.plans.make(tx, records, by, now, { isAlone: true })).map(registrationOf);
  }

  private async found(tx: Tx, foundings: readonly Founding[], by: Actor, now: Date): Promise<void> {
    const owners = await this.owners.ofAll(tx, foundings);
    const added = foundings.map(({ customerId, incoming }, at) => {
      const [customer, fact] = newCustomer(incoming, owners[at]!, customerId);
      return { customer, fact, source: incoming.source, facts: incoming.facts };
    });
    await this.golden.foundAll(tx, added, { by: by.id, now });
    const remembered = foundings.map(({ customerId, incoming: { facts, made }, judgements }) => ({
      ...{ customerId, kind: facts.kind, made, judgements },
    }));
    await this.duplicates.rememberAll(tx, remembered, now);
    await this.cards.tellNew(tx, added, now);
  }
}

function registrationOf(plan: JointPlan): Registration | undefined {
  if (!plan || 'registration' in plan) return plan?.registration;
  const { customerId, judgements } = plan.founding;
  return { customerId, outcome: 'registered', ...(judgements.length > 0 && { isResembling: true }) };
}
