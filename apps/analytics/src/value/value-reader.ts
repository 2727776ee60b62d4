import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { Customers } from '../customers/customers.service.js';
import type { ReasonCode } from './rules/reasons.js';
import { type StoredThresholds, Thresholds } from './thresholds.service.js';
import { type StoredValue, ValueRepository } from './value.repository.js';

/** A customer as a user may see it. */
export interface CustomerView {
  /** The survivor. */
  customerId: string;
  /** Ids that redirect to it. */
  mergedFrom: string[];
  /** Null: it never bought. */
  value: StoredValue | null;
  thresholds: StoredThresholds;
}

/** A step of the history, newest first. */
export interface HistoryStep {
  customerId: string;
  version: number;
  from: ValueLevel | null;
  to: ValueLevel;
  valueIndex: number;
  reasons: ReasonCode[];
  rulesVersion: number;
  changedAt: Date;
}

/** Where a page of the history ends. */
export interface HistoryPlace {
  changedAt: string;
  customerId: string;
  version: number;
}

/** Reads values for users: within their department, or of all customers. */
@Injectable()
export class ValueReader {
  constructor(
    private readonly customers: Customers,
    private readonly repository: ValueRepository,
    private readonly thresholds: Thresholds,
  ) {}

  /** @throws NotFound for a customer that nobody told of, or that another department owns */
  async view(tx: Tx, customerId: string, user: User): Promise<CustomerView> {
    const { survivor, members } = await this.customers.clusterOf(tx, customerId);
    if (!(await isVisible(tx, survivor, user))) throw new NotFound();
    const value = (await this.repository.find(tx, [survivor])).get(survivor) ?? null;
    const thresholds = await this.thresholds.current(tx);
    return { customerId: survivor, mergedFrom: members.filter((id) => id !== survivor), value, thresholds };
  }

  /** The steps of all ids that are this customer today. */
  async history(
    tx: Tx,
    { customerId, mergedFrom }: CustomerView,
    after: HistoryPlace | undefined,
    limit: number,
  ): Promise<HistoryStep[]> {
    return tx.query<HistoryStep[]>(
      `SELECT customer_id AS "customerId", version, from_level AS "from", to_level AS "to", value_index::float8 AS "valueIndex",
         reasons, rules_version AS "rulesVersion", changed_at AS "changedAt"
       FROM level_history
       WHERE customer_id = ANY($1)
         AND ($2::timestamptz IS NULL OR (changed_at, customer_id, version) < ($2, $3::uuid, $4::integer))
       ORDER BY changed_at DESC, customer_id DESC, version DESC LIMIT $5`,
      [[customerId, ...mergedFrom], after?.changedAt ?? null, after?.customerId ?? null, after?.version ?? null, limit],
    );
  }
}

/** Whose customer one is says its card; whoever may see all customers also sees one whose card has not come yet. */
async function isVisible(tx: Tx, survivor: string, { scope, department }: User): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    scope === 'all'
      ? `SELECT 1 FROM customer_card WHERE customer_id = $1 UNION ALL SELECT 1 FROM customer_value WHERE customer_id = $1`
      : `SELECT 1 FROM customer_card WHERE customer_id = $1 AND owner_department = $2`,
    scope === 'all' ? [survivor] : [survivor, department],
  );
  return rows.length > 0;
}
