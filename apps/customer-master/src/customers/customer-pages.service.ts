import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CustomerFilter, CustomerListRepository, type CustomerPlace } from './customer-list.repository.js';
import type { CustomerResponse } from './customer.response.js';
import { CustomerViews } from './customer-views.service.js';

export type { CustomerFilter };

/** All customers of a filter, page by page, for who takes them out of the house. */
@Injectable()
export class CustomerPages {
  constructor(
    private readonly list: CustomerListRepository,
    private readonly views: CustomerViews,
  ) {}

  /**
   * Those that the user may see and as the user may see them, the oldest first; some at a time, so that memory holds few.
   * @throws ValidationFailed for an attribute that is not searchable, or not for this user
   */
  async *all(
    tx: Tx,
    filter: CustomerFilter,
    { limit, now }: { limit: number; now: Date },
    user: User,
  ): AsyncGenerator<CustomerResponse[]> {
    for (let after: CustomerPlace | undefined; ;) {
      const rows = await this.list.page(tx, filter, { sort: 'createdAt', after, limit, now }, user);
      if (rows.length > 0) yield this.views.show(tx, rows, user);
      if (rows.length < limit) return;
      const last = rows.at(-1)!;
      after = { at: last.createdAt.toISOString(), id: last.id };
    }
  }
}
