import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { PersonalLater } from '../customers/personal-later.service.js';
import { type Conformance, ConformanceRepository } from './conformance.repository.js';
import type { Definitions } from './rules/definitions.js';

const recordsAtOnce = 200;
const customersAtOnce = 50;

/**
 * Puts away anew, by the definitions in force, what was written by older ones; a part each time. What became personal is
 * sealed everywhere. What is not personal any more comes back into clear in golden records, which are derived, while what
 * systems said stays sealed until they say it again.
 */
@Injectable()
export class Resealing {
  constructor(
    private readonly counts: ConformanceRepository,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly later: PersonalLater,
  ) {}

  /** How many records and customers have to be looked at. */
  async total(tx: Tx, { personal }: Definitions): Promise<number> {
    const records = personal.size > 0 ? await this.later.count(tx) : 0;
    return records + (await this.counts.countCustomers(tx));
  }

  /** The next records; where nothing is personal there is nothing to seal. */
  async records(tx: Tx, count: Conformance, { personal }: Definitions, now: Date): Promise<void> {
    const { ids, changed } =
      personal.size > 0
        ? await this.later.sealNext(tx, count.recordsDoneTo, recordsAtOnce, personal)
        : { ids: [], changed: 0 };
    count.recordsDoneTo = ids.at(-1) ?? count.recordsDoneTo;
    count.done += ids.length;
    count.changed += changed;
    if (ids.length < recordsAtOnce) count.recordsDoneAt = notBefore(now);
  }

  /** The next customers, which are returned. */
  async customers(tx: Tx, count: Conformance, now: Date): Promise<Customer[]> {
    const ids = await this.counts.next(tx, count.doneTo, customersAtOnce);
    const customers = await this.golden.lock(tx, ids);
    for (const customer of customers) {
      if (!(await this.golden.reseal(tx, customer))) continue;
      await this.cards.keep(tx, customer);
      count.changed += 1;
    }
    count.doneTo = ids.at(-1) ?? count.doneTo;
    count.done += ids.length;
    if (ids.length < customersAtOnce) count.countedAt = notBefore(now);
    return customers;
  }
}

const notBefore = (now: Date): Date => new Date(Math.max(now.getTime(), Date.now()));
