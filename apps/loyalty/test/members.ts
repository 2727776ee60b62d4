import type { OrderPaid } from '@crm/contracts';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { toProblem } from '@crm/platform/problem';
import { v7 as newId } from 'uuid';
import { AccountsService, type Standing } from '../src/accounts/accounts.service.js';
import { AdjustmentsService } from '../src/adjustments/adjustments.service.js';
import { PointsService } from '../src/points/points.service.js';
import { type Reconciliation, ReconciliationsService } from '../src/reconciliations/reconciliations.service.js';
import { RedemptionsService } from '../src/redemptions/redemptions.service.js';
import type { LoyaltyApp } from './loyalty-app.js';
import { anOrderOf, told } from './orders.js';
import { knowCustomer, manager } from './people.js';

type Order = OrderPaid['data'];

/** The use cases of the service, each in a transaction of its own, done by somebody who may do everything. */
export class Members {
  private readonly transactions: TransactionRunner;

  constructor(
    private readonly loyalty: LoyaltyApp,
    app = loyalty.app,
  ) {
    this.transactions = app.get(TransactionRunner);
    this.get = app.get.bind(app);
  }

  private readonly get: LoyaltyApp['app']['get'];

  /** A customer that was registered then, with a card and an account; with so many points from one order. */
  async add({ id = newId(), openedAt = new Date(), points = 0 } = {}): Promise<string> {
    await knowCustomer(this.loyalty.database, id);
    await this.run((tx) => this.get(AccountsService).open(tx, id, openedAt));
    if (points > 0) await this.pay(anOrderOf(id, { lines: [{ amountMinor: points * 1000 }] }));
    return id;
  }

  merge(id: string, mergedInto: string | null): Promise<void> {
    return knowCustomer(this.loyalty.database, id, { mergedInto });
  }

  pay(order: Order): Promise<void> {
    return this.run((tx) => this.get(PointsService).accrue(tx, told(order)));
  }

  giveBack(order: Order): Promise<void> {
    return this.run((tx) => this.get(PointsService).giveBack(tx, told(order)));
  }

  cancelOrder(order: Order): Promise<void> {
    return this.run((tx) => this.get(PointsService).cancel(tx, told(order)));
  }

  async redeem(id: string, points: number): Promise<string> {
    const redemption = await this.run((tx) =>
      this.get(RedemptionsService).redeem(tx, id, { points }, manager, new Date()),
    );
    return redemption.id;
  }

  async cancelRedemption(id: string): Promise<void> {
    await this.run((tx) => this.get(RedemptionsService).cancel(tx, id, manager, new Date()));
  }

  async adjust(id: string, points: number): Promise<void> {
    await this.run((tx) => this.get(AdjustmentsService).adjust(tx, id, points, 'test', manager, new Date()));
  }

  standing(id: string): Promise<Standing> {
    return this.run(async (tx) => {
      const accounts = this.get(AccountsService);
      return accounts.standingOf(tx, await accounts.clusterSeenBy(tx, id, manager));
    });
  }

  reconcile(): Promise<Reconciliation> {
    return this.run((tx) => this.get(ReconciliationsService).reconcile(tx));
  }

  /** Comes again, as a client does after a 503, where so many came at once that no connection was free for 5 s. */
  private async run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    try {
      return await this.transactions.run(work);
    } catch (error) {
      if (toProblem(error).status !== 503) throw error;
      return this.run(work);
    }
  }

  /** Every account as its row says. */
  async balances(): Promise<Record<string, { available: number; debt: number }>> {
    const rows = await this.loyalty.database.query<{ customerId: string; available: number; debt: number }[]>(
      'SELECT customer_id AS "customerId", available, debt FROM account',
    );
    return Object.fromEntries(rows.map(({ customerId, available, debt }) => [customerId, { available, debt }]));
  }

  /** The facts of an account as they wait in the outbox, oldest first. */
  eventsOf(customerId: string): Promise<{ type: string; version: number; data: Record<string, unknown> }[]> {
    return this.loyalty.database.query(
      `SELECT headers->>'ce_type' AS type, (headers->>'ce_aggregateversion')::int AS version, payload::jsonb AS data
       FROM outbox WHERE payload::jsonb->>'customerId' = $1 ORDER BY position`,
      [customerId],
    );
  }
}
