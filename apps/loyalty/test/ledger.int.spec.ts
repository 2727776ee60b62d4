import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TransactionRunner, type Tx } from '@crm/persistence';
import type { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { PointsService } from '../src/points/points.service.js';
import { standardProgramId as program } from '../src/programs/standard-program.js';
import { ReconciliationsService } from '../src/reconciliations/reconciliations.service.js';
import { RedemptionsService } from '../src/redemptions/redemptions.service.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { anOrderOf, told } from './orders.js';
import { knowCustomer, manager } from './people.js';

let loyalty: LoyaltyApp;
let database: DataSource;
let transactions: TransactionRunner;

beforeAll(async () => {
  loyalty = await startLoyalty({ role: 'http' });
  database = loyalty.database;
  transactions = loyalty.app.get(TransactionRunner);
});

afterAll(() => loyalty.close());

/** A customer with an account of 100 points, from an order of one line. */
async function aMember() {
  const customerId = newId();
  await knowCustomer(database, customerId);
  const order = anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }] });
  await transactions.run((tx) => loyalty.app.get(PointsService).accrue(tx, told(order)));
  const [account] = await database.query<{ id: string }[]>('SELECT id FROM account WHERE customer_id = $1', [
    customerId,
  ]);
  const [entry] = await database.query<{ id: string }[]>('SELECT id FROM journal_entry WHERE order_id = $1', [
    order.orderId,
  ]);
  return { customerId, order, accountId: account!.id, entryId: entry!.id };
}

/** What the database says when somebody writes past the code. */
const attempt = (work: (tx: Tx) => Promise<unknown>) => transactions.run(work);

async function insertAdjustment(tx: Tx): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO journal_entry (id, program_id, kind, happened_at, booked_by, memo) VALUES ($1, $2, 'adjustment', now(), 'E1', 'x')`,
    [id, program],
  );
  return id;
}

const insertPosting = (
  tx: Tx,
  entryId: string,
  accountId: string | null,
  book: string,
  points: number,
  kind = 'adjustment',
) =>
  tx.query(
    'INSERT INTO posting (entry_id, program_id, kind, account_id, book, points) VALUES ($1, $2, $3, $4, $5, $6)',
    [entryId, program, kind, accountId, book, points],
  );

describe('the ledger refuses', () => {
  it('an entry whose postings do not sum to 0', async () => {
    const { accountId } = await aMember();
    const work = attempt(async (tx) => {
      const entry = await insertAdjustment(tx);
      await insertPosting(tx, entry, accountId, 'available', 5);
      await insertPosting(tx, entry, null, 'adjusted', -4);
    });
    await expect(work).rejects.toThrow(/on 2 of 2 sides that sum to 1/);
  });

  it('an entry without postings', async () => {
    await expect(attempt(insertAdjustment)).rejects.toThrow(/on 0 of 2 sides/);
  });

  it('an entry that moves points between members alone', async () => {
    const [one, other] = [await aMember(), await aMember()];
    const work = attempt(async (tx) => {
      const entry = await insertAdjustment(tx);
      await insertPosting(tx, entry, one.accountId, 'available', -5);
      await insertPosting(tx, entry, other.accountId, 'available', 5);
    });
    await expect(work).rejects.toThrow(/on 1 of 2 sides that sum to 0/);
  });

  it('a later posting to an entry that was balanced', async () => {
    const { accountId, entryId } = await aMember();
    const work = attempt((tx) => insertPosting(tx, entryId, accountId, 'available', 5, 'accrual'));
    await expect(work).rejects.toThrow(/sum to 5/);
  });

  it('every change of what was booked', async () => {
    for (const table of ['posting', 'journal_entry', 'program_rule']) {
      await expect(database.query(`UPDATE ${table} SET program_id = program_id`)).rejects.toThrow(
        `${table} is append-only`,
      );
      await expect(database.query(`DELETE FROM ${table}`)).rejects.toThrow(`${table} is append-only`);
      await expect(database.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('is append-only');
    }
  });

  it('a second accrual of one order line, also for another customer', async () => {
    const [{ order }, other] = [await aMember(), await aMember()];
    const work = attempt(async (tx) => {
      const entry = newId();
      await tx.query(
        `INSERT INTO journal_entry (id, program_id, kind, happened_at, order_source, order_id, rule_version)
         VALUES ($1, $2, 'accrual', now(), 'erp', $3, 1)`,
        [entry, program, order.orderId],
      );
      await insertPosting(tx, entry, other.accountId, 'available', 5, 'accrual');
      await tx.query(
        `INSERT INTO posting (entry_id, program_id, kind, book, points, order_source, order_id, line_id)
         VALUES ($1, $2, 'accrual', 'issued', -5, 'erp', $3, '1')`,
        [entry, program, order.orderId],
      );
    });
    await expect(work).rejects.toThrow('posting_line_once');
  });

  it('more taken back from a line than it gave', async () => {
    const { order } = await aMember();
    const work = database.query('UPDATE earning_line SET reversed = accrued + 1 WHERE order_id = $1', [order.orderId]);
    await expect(work).rejects.toThrow('earning_line_reversed');
  });

  it('a balance below 0, a debt below 0, and points beside a debt', async () => {
    const { accountId } = await aMember();
    const set = (change: string) => database.query(`UPDATE account SET ${change} WHERE id = $1`, [accountId]);
    await expect(set('available = -1')).rejects.toThrow('account_available');
    await expect(set('debt = -1')).rejects.toThrow('account_debt');
    await expect(set('debt = 1')).rejects.toThrow('account_debt_first');
    await expect(set('available = 9007199254740992')).rejects.toThrow('account_available');
  });

  it('a second account of one customer', async () => {
    const { customerId } = await aMember();
    const work = database.query(
      'INSERT INTO account (id, program_id, customer_id, opened_at) VALUES ($1, $2, $3, now())',
      [newId(), program, customerId],
    );
    await expect(work).rejects.toThrow('account_once');
  });

  it('a posting in a book, a direction or a kind that is not its own', async () => {
    const { accountId, entryId } = await aMember();
    const posting = (account: string | null, book: string, points: number, kind: string) =>
      attempt((tx) => insertPosting(tx, entryId, account, book, points, kind));
    await expect(posting(accountId, 'redeemed', 5, 'accrual')).rejects.toThrow('posting_member_book');
    await expect(posting(null, 'redeemed', -5, 'accrual')).rejects.toThrow('posting_program_book');
    await expect(posting(null, 'issued', -5, 'accrual')).rejects.toThrow('posting_line');
    await expect(posting(accountId, 'available', -5, 'accrual')).rejects.toThrow('posting_direction');
    await expect(posting(accountId, 'available', 5, 'adjustment')).rejects.toThrow('foreign key');
    await expect(posting(accountId, 'available', 0, 'adjustment')).rejects.toThrow('posting_points_check');
  });

  it('a redemption that is cancelled twice', async () => {
    const { customerId } = await aMember();
    const redemptions = loyalty.app.get(RedemptionsService);
    const { id } = await transactions.run((tx) =>
      redemptions.redeem(tx, customerId, { points: 10 }, manager, new Date()),
    );
    await transactions.run((tx) => redemptions.cancel(tx, id, manager, new Date()));
    const again = database.query(
      `INSERT INTO journal_entry (id, program_id, kind, happened_at, booked_by, redemption_id)
       VALUES ($1, $2, 'redemption_cancelled', now(), 'E1', $3)`,
      [newId(), program, id],
    );
    await expect(again).rejects.toThrow('journal_entry_redemption_once');
  });
});

describe('a reconciliation', () => {
  const reconcile = () => transactions.run((tx) => loyalty.app.get(ReconciliationsService).reconcile(tx));

  it('finds nothing in a ledger that only the service wrote', async () => {
    await aMember();
    const result = await reconcile();
    expect(result).toMatchObject({ differenceCount: 0, differences: [] });
    expect(result.accounts).toBeGreaterThan(0);
    expect(result.entries).toBeGreaterThan(0);
  });

  it('finds every figure that was changed past the ledger', async () => {
    const { customerId, accountId, order } = await aMember();
    const redemptions = loyalty.app.get(RedemptionsService);
    const { id } = await transactions.run((tx) =>
      redemptions.redeem(tx, customerId, { points: 10 }, manager, new Date()),
    );
    await database.query('UPDATE account SET available = 91 WHERE id = $1', [accountId]);
    await database.query('UPDATE earning_line SET accrued = 101, reversed = 7 WHERE order_id = $1', [order.orderId]);
    await database.query(
      `UPDATE redemption SET points = 11, state = 'cancelled', cancelled_at = now(), cancelled_by = 'E1' WHERE id = $1`,
      [id],
    );
    expect((await reconcile()).differences).toEqual([
      { kind: 'account_available', reference: accountId, stored: 91, ledger: 90 },
      { kind: 'line_accrued', reference: `erp:${order.orderId}#1`, stored: 101, ledger: 100 },
      { kind: 'line_reversed', reference: `erp:${order.orderId}#1`, stored: 7, ledger: 0 },
      { kind: 'redemption', reference: id, stored: 11, ledger: 10 },
      { kind: 'redemption_state', reference: id, stored: 11, ledger: 0 },
    ]);
  });
});
