import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import type { Customer } from '../customers/golden-records.service.js';
import type { Standing } from '../customers/rules/status.js';
import { StatusRules } from './status-rules.service.js';

const target: Standing = { status: 'target', statusReason: null };
const potential: Standing = { status: 'potential', statusReason: null };

/** Who has something to be won is a target customer. The customer's row must be locked. */
@Injectable()
export class TargetCustomers {
  constructor(
    private readonly rules: StatusRules,
    private readonly cards: CustomerCards,
  ) {}

  /** There is an open opportunity: a potential customer becomes a target one, if the rules say so. */
  async opened(tx: Tx, customer: Customer, now: Date): Promise<void> {
    if (customer.status !== 'potential') return;
    const { rules } = await this.rules.active(tx);
    if (!rules.targetOn.includes('open_opportunity')) return;
    await this.cards.tell(tx, customer, customer.stand(target, now, { rule: 'open_opportunity', by: null }), now);
  }

  /** There is no open opportunity any more, and none was won last: what the rule made is taken back, nothing else. */
  async allLost(tx: Tx, customer: Customer, now: Date): Promise<void> {
    if (customer.status !== 'target' || customer.statusRule !== 'open_opportunity') return;
    await this.cards.tell(tx, customer, customer.stand(potential, now, { rule: 'no_open_opportunity', by: null }), now);
  }
}
