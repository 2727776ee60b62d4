import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { industryOf } from '../attributes/rules/definitions.js';
import type { Customer } from '../customers/golden-records.service.js';
import { lostAfterDaysOf, lostAt, looksAfter, type ToldFact } from './rules/lost.js';
import { StatusRules } from './status-rules.service.js';

/** Its aggregate is the customer, its epoch that of the watch. */
export const lostTimer = 'standing.lost';

/**
 * Every active customer has one armed timer. A purchase in between does not touch it: when it is due, the last purchase
 * is read, and the timer sleeps on until that one is old.
 */
@Injectable()
export class LostWatch {
  constructor(
    private readonly timers: Timers,
    private readonly rules: StatusRules,
  ) {}

  /** Begins to watch whom these facts made active, and looks at who was united or parted or is of another industry. */
  async after(tx: Tx, customer: Customer, facts: readonly ToldFact[], now: Date): Promise<void> {
    if (looksAfter(facts, customer, now, { lostAfterDays: 0, byIndustry: true }).size === 0) return;
    const { rules } = await this.rules.active(tx);
    const lostAfterDays = lostAfterDaysOf(rules, industryOf(customer.golden.attributes));
    const byIndustry = Object.keys(rules.lostAfterDaysByIndustry).length > 0;
    for (const [id, dueAt] of looksAfter(facts, customer, now, { lostAfterDays, byIndustry }))
      await this.look(tx, id, dueAt);
  }

  /** Looks at a customer at that time, and forgets when it was to be looked at before. */
  async look(tx: Tx, customerId: string, dueAt: Date): Promise<void> {
    const [row] = await tx.query<{ epoch: number }[]>(
      `INSERT INTO lost_watch (customer_id, epoch) VALUES ($1, 1)
       ON CONFLICT (customer_id) DO UPDATE SET epoch = lost_watch.epoch + 1 RETURNING epoch`,
      [customerId],
    );
    await this.timers.cancel(tx, lostTimer, customerId);
    await this.sleep(tx, customerId, row!.epoch, dueAt);
  }

  /** Looks once more, later. */
  sleep(tx: Tx, customerId: string, epoch: number, dueAt: Date): Promise<void> {
    return this.timers.arm(tx, { kind: lostTimer, aggregateId: customerId, epoch, dueAt });
  }

  /** Whether this is the watch that counts. */
  async isCurrent(tx: Tx, customerId: string, epoch: number): Promise<boolean> {
    const rows = await tx.query<unknown[]>('SELECT FROM lost_watch WHERE customer_id = $1 AND epoch = $2', [
      customerId,
      epoch,
    ]);
    return rows.length > 0;
  }

  /** When an active customer is lost unless it buys. */
  async lostAt(tx: Tx, customer: Customer, lastPurchaseAt: Date | null): Promise<Date> {
    const { rules } = await this.rules.active(tx);
    const { statusRule, statusAt, createdAt, golden } = customer;
    const activeSince = statusAt ?? createdAt;
    const industry = industryOf(golden.attributes);
    return lostAt(rules, { industry, lastPurchaseAt, statusRule, activeSince });
  }
}
