import { Problem } from '@crm/platform/problem';

/** The customer has fewer points than asked for. */
export class InsufficientPoints extends Problem {
  /** @param spendable what the customer could spend now */
  constructor(requested: number, spendable: number) {
    super({
      type: 'insufficient-points',
      status: 409,
      titles: { zh: '可用积分不足', en: 'There are not enough points' },
      members: { requested, spendable },
    });
  }
}

/** The id redirects to another customer: what is to change must be asked of that one. */
export class CustomerMerged extends Problem {
  /** @param customerId the id that survives */
  constructor(customerId: string) {
    super({
      type: 'customer-merged',
      status: 409,
      titles: { zh: '该客户已并入其他客户', en: 'The customer was merged into another one' },
      members: { customerId },
    });
  }
}
