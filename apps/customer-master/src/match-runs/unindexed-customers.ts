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
    for (let done = 0; ;) {
      const count = await this.step();
      if (count === 0) return;
      done += count;
      await progress('index', done, done);
    }
  }

  private step(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const ids = await this.resemblances.unindexed(tx, customersAtOnce);
      for (const customer of await this.golden.lock(tx, ids)) {
        const statements = await this.golden.statementsOf(tx, customer.id);
        await this.resemblances.index(tx, customer, statements);
      }
      return ids.length;
    });
  }
}
