import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { GoodwillCap, GoodwillOfAnother } from './goodwill.errors.js';
import { GoodwillLimitsService } from './goodwill-limits.service.js';
import { GoodwillRepository } from './goodwill.repository.js';
import { capFor, monthOf, ruleFor } from './rules/limits.js';

/** What somebody may give to a customer at this moment. */
export interface Allowance {
  limitsVersion: number;
  /** Most points of one gesture; 0: may approve nothing. */
  mostPoints: number;
  /** Points of a month. */
  budget: number;
  month: string;
}

const day = 86_400_000;

/** What may be given, and what is left of it. Who asks holds the lock of the customer until the end of the transaction. */
@Injectable()
export class GoodwillAllowance {
  constructor(
    private readonly limits: GoodwillLimitsService,
    private readonly repository: GoodwillRepository,
    private readonly customers: CustomerDirectory,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** @throws GoodwillCap where the customer, under all its ids, would get too much */
  async check(tx: Tx, customerId: string, points: number, user: User, now: Date): Promise<Allowance> {
    const ids = await this.customers.clusterOf(tx, customerId);
    await this.repository.lockCustomer(tx, ids[0]!);
    const { version, content } = await this.limits.active(tx);
    const level = (await this.customers.find(tx, customerId))?.level ?? 'basic';
    const cap = capFor(content, level);
    const given = await this.repository.givenSince(tx, ids, new Date(now.getTime() - cap.days * day));
    if (given + points > cap.mostPoints) throw new GoodwillCap(Math.max(0, cap.mostPoints - given), cap.days);
    const rule = ruleFor(content, { roles: user.roles, department: user.department, level });
    return {
      limitsVersion: version,
      mostPoints: rule?.mostPoints ?? 0,
      budget: rule?.budget ?? 0,
      month: monthOf(now, this.config.BUSINESS_TIME_ZONE),
    };
  }

  /** What was proposed for one customer is not given in a case that is another one's now. @throws GoodwillOfAnother */
  async requireCustomer(tx: Tx, customerId: string, caseCustomerId: string | null): Promise<void> {
    const ids = await this.customers.clusterOf(tx, customerId);
    if (caseCustomerId === null || !ids.includes(caseCustomerId)) throw new GoodwillOfAnother();
  }

  /** Takes the points from the user's budget; false: there is not enough left. */
  take(tx: Tx, user: User, points: number, { month, budget }: Allowance): Promise<boolean> {
    return this.repository.take(tx, user.id, month, points, budget);
  }
}
