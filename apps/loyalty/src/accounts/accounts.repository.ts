import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Account } from './account.entity.js';

/** Rows of accounts, and who may see them. */
@Injectable()
export class AccountsRepository {
  /** False when the customer id has an account already. Waits for somebody who is opening the same one. */
  async add(tx: Tx, account: Account): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO account (id, program_id, customer_id, available, debt, version, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (program_id, customer_id) DO NOTHING RETURNING 1`,
      [
        account.id,
        account.programId,
        account.customerId,
        account.available,
        account.debt,
        account.version,
        account.openedAt,
      ],
    );
    return rows.length > 0;
  }

  find(tx: Tx, programId: string, customerIds: string[]): Promise<Account[]> {
    return tx.find(Account, { where: { programId, customerId: In(customerIds) }, order: { id: 'ASC' } });
  }

  /** Locked one after another in order of id, so that two who want the same accounts cannot wait for each other. */
  lock(tx: Tx, programId: string, customerIds: string[]): Promise<Account[]> {
    const where = { programId, customerId: In(customerIds) };
    return tx.find(Account, { where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  lockById(tx: Tx, ids: string[]): Promise<Account[]> {
    return tx.find(Account, { where: { id: In(ids) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  /** Stores a changed balance of a locked account. */
  async save(tx: Tx, account: Account): Promise<void> {
    const { id, available, debt, version } = account;
    const { affected } = await tx.update(Account, { id, version: version - 1 }, { available, debt, version });
    if (affected !== 1) throw new Error(`account ${id} was changed without a lock`);
  }

  /**
   * Whether there is a customer for this user: the survivor's card is of the user's department, or the user sees all and
   * there is a card or an account. The card may be late: then only who sees all sees the account.
   */
  async isVisible(tx: Tx, survivorId: string, clusterIds: string[], user: User): Promise<boolean> {
    const seesAll = user.scope === 'all';
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM customer_card WHERE customer_id = $1 AND ($3 OR owner_department = $4)
       UNION ALL
       SELECT 1 FROM account WHERE customer_id = ANY($2::uuid[]) AND $3
       LIMIT 1`,
      [survivorId, clusterIds, seesAll, user.department],
    );
    return rows.length > 0;
  }
}
