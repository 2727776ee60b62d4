import type { CustomerKind, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, IsNull, Not } from 'typeorm';
import type { Actor } from './actor.js';
import { Customer } from './customer.entity.js';
import { CustomersRepository } from './customers.repository.js';

type Viewer = Pick<Actor, 'scope' | 'department'>;

/** What a list may show of a customer; of one out of the user's scope, or withdrawn, the id and whom to ask. */
export interface CustomerOutline {
  id: string;
  /** Owns the customer. */
  department: string;
  isVisible: boolean;
  kind: CustomerKind | null;
  displayName: string | null;
  level: ValueLevel | null;
}

/** Rows of `customer` that a user may see; all others are neither read nor locked. */
@Injectable()
export class VisibleCustomers {
  constructor(private readonly customers: CustomersRepository) {}

  /** In any order. */
  async find(tx: Tx, ids: readonly string[], by: Viewer): Promise<Customer[]> {
    return this.customers.open(tx, await tx.find(Customer, { where: { id: In([...ids]), ...ownedFor(by) } }));
  }

  /** In any order; persons still without their names, which are sealed. */
  outlines(tx: Tx, ids: readonly string[], { scope, department }: Viewer): Promise<CustomerOutline[]> {
    return tx.query<CustomerOutline[]>(
      `SELECT id, owner_department AS department, visible AS "isVisible", CASE WHEN visible THEN kind END AS kind,
              CASE WHEN visible THEN display_name END AS "displayName", CASE WHEN visible THEN level END AS level
       FROM customer, LATERAL (
         SELECT withdrawn_at IS NULL AND ($2::text IS NULL OR owner_department = $2) AS visible) AS seen
       WHERE id = ANY($1)`,
      [ids, scope === 'all' ? null : (department ?? '')],
    );
  }

  /** Locks the row; also that of a retired id, since its survivor decides who sees it. */
  async lock(tx: Tx, id: string, by: Viewer): Promise<Customer | undefined> {
    const where: FindOptionsWhere<Customer>[] = [
      { id, mergedInto: IsNull(), withdrawnAt: IsNull(), ...ownedFor(by) },
      { id, mergedInto: Not(IsNull()) },
    ];
    const row = await tx.findOne(Customer, { where, lock: { mode: 'pessimistic_write' } });
    return row ? (await this.customers.open(tx, [row]))[0] : undefined;
  }
}

/** Somebody of no department sees nobody's customers. */
const ownedFor = ({ scope, department }: Viewer): FindOptionsWhere<Customer> =>
  scope === 'all' ? {} : { ownerDepartment: department ?? '' };
