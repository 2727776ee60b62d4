import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { CustomerViews } from './customer-views.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { type ProvenanceEntry, toProvenance } from './provenance.response.js';

/** Where the values of a customer come from, as a user may see them. */
@Injectable()
export class ProvenanceViews {
  constructor(
    private readonly views: CustomerViews,
    private readonly golden: GoldenRecords,
    private readonly definitions: AttributeDefinitions,
  ) {}

  /** @throws NotFound also when out of the user's scope */
  async find(tx: Tx, id: string, user: User, now: Date): Promise<ProvenanceEntry[]> {
    const customer = await this.views.survivorFor(tx, id, user);
    const { provenance, grounds } = await this.golden.explain(tx, customer.id, now);
    return toProvenance(provenance, grounds, {
      isPerson: customer.kind === 'person',
      isClear: can(user, 'customer:pii:read'),
      personalAttributes: (await this.definitions.current(tx)).personal,
    });
  }
}
