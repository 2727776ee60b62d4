import { Problem, ValidationFailed } from '@crm/platform/problem';
import type { MatchReason } from '../identity/rules/matching.js';
import type { Owner } from './customer.shape.js';
import { isReservedSource } from './rules/statement.js';

/** The twin of a customer that somebody wanted to register. */
export interface Twin {
  customerId: string;
  owner: Owner;
  reasons: MatchReason[];
  /** Only for somebody who may see the twin, and never a person's name. */
  customer?: { kind: string; displayName: string | null; status: string };
}

/** The customer is certainly known already. */
export class DuplicateCustomer extends Problem {
  constructor(twin: Twin) {
    super({
      type: 'duplicate-customer',
      status: 409,
      titles: { zh: '该客户已存在', en: 'This customer exists already' },
      members: { ...twin },
    });
  }
}

/** The id was merged into another one: whoever wants to change the customer has to do it there. */
export class CustomerMergedAway extends Problem {
  constructor(customerId: string, survivorId: string) {
    super({
      type: 'customer-merged',
      status: 409,
      titles: { zh: '该客户已并入另一客户', en: 'This customer was merged into another one' },
      members: { customerId, survivorId },
    });
  }
}

/** A record that was a person's is said to be an organisation's, or the other way round. */
export class KindDiffers extends Problem {
  constructor(customerId: string, kind: string) {
    super({
      type: 'kind-differs',
      status: 409,
      titles: { zh: '客户类型（个人/机构）与已有记录不同', en: 'The customer is of another kind' },
      members: { customerId, kind },
    });
  }
}

/** Refuses a record under the name of this service's own sources. */
export function refuseReservedSource(source: string, pointer: string): void {
  if (!isReservedSource(source)) return;
  throw new ValidationFailed([{ pointer, message: { zh: '该来源名称由系统保留', en: 'is reserved' } }]);
}
