import { TransactionRunner } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { Progress } from './all-customers.js';

const customersAtOnce = 50;

/** Customers from before there were features, or with features of an earlier version, are indexed before they are compared. */
@Injectable()
export class UnindexedCustomers {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly resemblances: Resemblances,
    private readonly transactions: TransactionRunner,
  ) {}

  async index(progress: Progress): Promise<void> {
    let done = 0;
    for (let after: string | null = null; ;) {
      const ids = await this.step(after);
      done += ids.length;
      await progress('index', done, done);
      if (ids.length < customersAtOnce) return;
      after = ids.at(-1)!;
    }
  }

  private step(after: string | null): Promise<string[]> {
    return this.transactions.run(async (tx) => {
      const ids = await this.resemblances.unindexed(tx, after, customersAtOnce);
      for (const customer of await this.golden.lock(tx, ids)) {
        const statements = await this.golden.statementsOf(tx, customer.id);
        // Merged away meanwhile, it is compared no more.
        if (statements.length > 0) await this.resemblances.index(tx, customer, statements);
      }
      return ids;
    });
  }
}
