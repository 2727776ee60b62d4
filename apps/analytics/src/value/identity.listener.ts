import { IdentityChanges } from '@crm/directory';
import { databaseNow } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Customers } from '../customers/customers.service.js';
import { CustomerValues } from './value.service.js';

/** After a merge or its reversal the customers it touched are scored, and no other. */
@Injectable()
export class IdentityListener {
  constructor(changes: IdentityChanges, customers: Customers, values: CustomerValues) {
    changes.listen(async (tx, change) => {
      const touched = await customers.follow(tx, change);
      await values.score(tx, touched, await databaseNow(tx));
    });
  }
}
