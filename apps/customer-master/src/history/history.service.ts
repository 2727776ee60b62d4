import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CustomerFacts, type FieldGroup, fieldGroups } from '../customers/customer.shape.js';
import { CustomersService } from '../customers/customers.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { canonical } from '../customers/rules/statement.js';
import { type HistoryPlace, HistoryRepository, type HistoryRow } from './history.repository.js';

export interface HistoryEntry extends HistoryRow {
  /** Of a record: the groups that it said otherwise than the version before it, or said first. */
  fields: FieldGroup[];
}

/** How a customer's record came to be what it is. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly customers: CustomersService,
    private readonly golden: GoldenRecords,
    private readonly repository: HistoryRepository,
  ) {}

  /** @throws NotFound also when out of the user's scope */
  async page(tx: Tx, id: string, before: HistoryPlace | undefined, limit: number, user: User): Promise<HistoryEntry[]> {
    const customer = await this.customers.find(tx, id, user);
    const rows = await this.repository.page(tx, [customer.id, ...customer.mergedFrom], before, limit);
    const wanted = rows.flatMap(({ recordId, version }) =>
      recordId && version ? [version, version - 1].map((each) => ({ recordId, version: each })) : [],
    );
    const said = await this.golden.versionsOf(tx, wanted);
    return rows.map((row) => {
      const of = (version: number): CustomerFacts | undefined => said.get(`${row.recordId!}:${version}`);
      return { ...row, fields: row.version ? changedFields(of(row.version - 1), of(row.version)) : [] };
    });
  }
}

const changedFields = (before: CustomerFacts | undefined, after: CustomerFacts | undefined): FieldGroup[] =>
  fieldGroups.filter((group) => canonical(saidOf(before, group)) !== canonical(saidOf(after, group)));

/** Nothing of a group, and an empty list of it, are the same. */
function saidOf(facts: CustomerFacts | undefined, group: FieldGroup): unknown {
  const said = facts?.[group];
  return said && Object.keys(said).length > 0 ? said : null;
}
