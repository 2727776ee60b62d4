import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Customer } from '../customers/golden-records.service.js';
import { AttributeDefinitions } from './attribute-definitions.service.js';
import { type Conformance, ConformanceRepository } from './conformance.repository.js';
import { Resealing } from './resealing.service.js';
import { commonIndustry } from './rules/definition.js';
import { type Definitions, industryOf } from './rules/definitions.js';

/** Its aggregate is the industry, its epoch the version of the definition. */
export const conformanceTimer = 'attributes.conformance';

/**
 * After a definition changed: goes through all records and then all customers, some per firing of a durable timer that
 * re-arms itself. What is sealed or searched otherwise now is put away anew, and it counts who does not fit; no value
 * changes. How far it is commits with what it did, so it goes on after a crash where it was.
 */
@Injectable()
export class ConformanceCounter {
  constructor(
    private readonly counts: ConformanceRepository,
    private readonly definitions: AttributeDefinitions,
    private readonly resealing: Resealing,
    private readonly timers: Timers,
  ) {}

  @OnTimer(conformanceTimer)
  async goOn(tx: Tx, { aggregateId: industry, epoch, dueAt: now }: DueTimer): Promise<void> {
    const count = await this.counts.lock(tx, industry, epoch);
    const definitions = await this.definitions.current(tx);
    // A newer version has a count of its own.
    if (!count || count.countedAt || definitions.of(industry)?.version !== epoch) return;
    if (count.total === 0) count.total = await this.resealing.total(tx, definitions);
    if (!count.recordsDoneAt) await this.resealing.records(tx, count, definitions, now);
    else for (const customer of await this.resealing.customers(tx, count, now)) add(count, customer, definitions);
    // Customers come and go meanwhile.
    if (count.countedAt) count.total = count.done;
    await this.counts.save(tx, count);
    if (count.countedAt) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: conformanceTimer, aggregateId: industry, epoch, dueAt });
  }
}

function add(count: Conformance, customer: Customer, definitions: Definitions): void {
  if (customer.mergedInto !== null || customer.withdrawnAt !== null) return;
  const { attributes } = customer.golden;
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
