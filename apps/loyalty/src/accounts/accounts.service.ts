import { CustomerDirectory } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { standardProgramId } from '../programs/standard-program.js';
import { Account } from './account.entity.js';
import { CustomerMerged } from './accounts.errors.js';
import { AccountsRepository } from './accounts.repository.js';
import { spendable } from './rules/spending.js';

/** All ids that are one customer today. */
export interface Cluster {
  /** The id that survives. */
  customerId: string;
  /** Every id of the customer, the survivor first. */
  ids: string[];
}

/** What a customer has, over all its accounts. */
export interface Standing {
  available: number;
  debt: number;
  /** Available less debt, at least 0: what can be redeemed. */
  spendable: number;
  /** Of each id that has one, the oldest first. */
  accounts: { accountId: string; customerId: string; available: number; debt: number; openedAt: Date }[];
}

/** Accounts and whose they are now. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly customers: CustomerDirectory,
    private readonly outbox: Outbox,
  ) {}

  /** Opens the account of a customer id; does nothing where it has one. */
  async open(tx: Tx, customerId: string, at: Date): Promise<void> {
    const [account, opened] = Account.open(standardProgramId, customerId, at, newId());
    if (await this.accounts.add(tx, account)) await this.outbox.append(tx, opened);
  }

  /** The customer behind any of its ids, if the user may see it. @throws NotFound */
  async clusterSeenBy(tx: Tx, customerId: string, user: User): Promise<Cluster> {
    const ids = await this.customers.clusterOf(tx, customerId);
    const survivor = ids[0]!;
    if (!(await this.accounts.isVisible(tx, survivor, ids, user))) throw new NotFound();
    return { customerId: survivor, ids };
  }

  /** The customer whose points are to change. @throws NotFound, CustomerMerged when the id redirects to another one */
  async clusterToChange(tx: Tx, customerId: string, user: User): Promise<Cluster> {
    const cluster = await this.clusterSeenBy(tx, customerId, user);
    if (cluster.customerId !== customerId.toLowerCase()) throw new CustomerMerged(cluster.customerId);
    return cluster;
  }

  /** What the customer has now; zeros where no id of it has an account. */
  async standingOf(tx: Tx, cluster: Cluster): Promise<Standing> {
    const accounts = await this.accounts.find(tx, standardProgramId, cluster.ids);
    accounts.sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1));
    return {
      available: accounts.reduce((sum, account) => sum + account.available, 0),
      debt: accounts.reduce((sum, account) => sum + account.debt, 0),
      spendable: spendable(accounts),
      accounts: accounts.map(({ id, customerId, available, debt, openedAt }) => ({
        accountId: id,
        customerId,
        available,
        debt,
        openedAt,
      })),
    };
  }
}
