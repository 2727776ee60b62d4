import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { AttributeDefinitions } from './attribute-definitions.service.js';
import { type Conformance, ConformanceRepository } from './conformance.repository.js';
import { commonIndustry } from './rules/definition.js';
import { type Definitions, industryOf } from './rules/definitions.js';

/** Its aggregate is the industry, its epoch the version of the definition. */
export const conformanceTimer = 'attributes.conformance';

const customersAtOnce = 50;

/**
 * After a definition changed: goes through all customers, some per firing of a durable timer that re-arms itself. It
 * counts who does not fit, and puts away anew what is searched or sealed otherwise now; no value changes.
 */
@Injectable()
export class ConformanceCounter {
  constructor(
    private readonly counts: ConformanceRepository,
    private readonly definitions: AttributeDefinitions,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly timers: Timers,
  ) {}

  @OnTimer(conformanceTimer)
  async goOn(tx: Tx, { aggregateId: industry, epoch, dueAt: now }: DueTimer): Promise<void> {
    const count = await this.counts.lock(tx, industry, epoch);
    const definitions = await this.definitions.current(tx);
    // A newer version has a count of its own.
    if (!count || count.countedAt || definitions.of(industry)?.version !== epoch) return;
    const ids = await this.counts.next(tx, count.doneTo, customersAtOnce);
    for (const customer of await this.golden.lock(tx, ids)) {
      if (await this.golden.reseal(tx, customer)) await this.cards.keep(tx, customer);
      add(count, customer, definitions);
    }
    count.doneTo = ids.at(-1) ?? count.doneTo;
    const isDone = ids.length < customersAtOnce;
    if (isDone) count.countedAt = new Date(Math.max(now.getTime(), Date.now()));
    await this.counts.save(tx, count);
    if (isDone) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: conformanceTimer, aggregateId: industry, epoch, dueAt });
  }
}

function add(count: Conformance, { golden: { attributes } }: Customer, definitions: Definitions): void {
  const industry = industryOf(attributes);
  const isMeant = count.industry === commonIndustry ? Object.keys(attributes).length > 0 : industry === count.industry;
  if (!isMeant) return;
  count.customers += 1;
  const names = definitions
    .deviations(attributes, industry)
    .filter((deviation) => deviation.industry === count.industry)
    .map(({ name }) => name);
  if (names.length > 0) count.deviating += 1;
  for (const name of new Set(names)) count.attributes[name] = (count.attributes[name] ?? 0) + 1;
}
