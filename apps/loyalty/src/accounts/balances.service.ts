import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import type { EntryOf, MemberPosting, NewEntry, ProgramPosting } from '../ledger/ledger.shape.js';
import type { Account } from './account.entity.js';
import { InsufficientPoints } from './accounts.errors.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import type { Movement } from './movement.js';
import { spendable, spread } from './rules/spending.js';

/** Points of one order line. */
export interface LinePoints {
  lineId: string;
  points: number;
}

/** An entry that takes points somebody has. */
type Spending = EntryOf<'redemption' | 'adjustment' | 'goodwill_revoked'>;

/**
 * Every way in which balances change. Each locks the accounts (in order of id), changes them and records the entry that
 * explains the change, in the caller's transaction.
 */
@Injectable()
export class BalancesService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly opening: AccountsService,
    private readonly ledger: LedgerService,
  ) {}

  /** Points for the lines of an order; opens the account where the event comes before its customer. */
  async earn(tx: Tx, customerId: string, entry: EntryOf<'accrual'>, lines: LinePoints[]): Promise<Movement> {
    const account = await this.openAndLock(tx, entry, customerId);
    const program = lines.map(({ lineId, points }) => ({ points: -points, line: { lineId, occasion: '' } }));
    const [movement] = await this.book(tx, entry, [[account, account.credit(total(lines))]], program);
    return movement!;
  }

  /** Takes back what lines earned; what was spent already is owed. `occasion` is '' where a line can do so only once. */
  async takeBack(
    tx: Tx,
    customerId: string,
    entry: EntryOf<'return' | 'cancellation'>,
    lines: LinePoints[],
    occasion: string,
  ): Promise<Movement> {
    const account = await this.openAndLock(tx, entry, customerId);
    const program = lines.map(({ lineId, points }) => ({ points, line: { lineId, occasion } }));
    const [movement] = await this.book(tx, entry, [[account, account.takeBack(total(lines))]], program);
    return movement!;
  }

  /** Takes points from all accounts of a customer, the oldest account first. @throws InsufficientPoints */
  async spend(tx: Tx, customerIds: string[], points: number, entry: Spending): Promise<Movement[]> {
    const movements = await this.spendIfThere(tx, customerIds, points, entry);
    if (movements.length > 0) return movements;
    const accounts = await this.accounts.lock(tx, entry.programId, customerIds);
    throw new InsufficientPoints(points, spendable(accounts));
  }

  /** As `spend`; does nothing and returns no movement where the points are not there. */
  async spendIfThere(tx: Tx, customerIds: string[], points: number, entry: Spending): Promise<Movement[]> {
    const accounts = await this.accounts.lock(tx, entry.programId, customerIds);
    const parts = spread(points, accounts);
    if (!parts) return [];
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const members = parts.map((part): AccountChange => [byId.get(part.id)!, byId.get(part.id)!.debit(part.points)]);
    return this.book(tx, entry, members, [{ points }]);
  }

  /** Gives what a redemption took back to the very accounts it was taken from, whoever they belong to by now. */
  async giveBack(tx: Tx, entry: EntryOf<'redemption_cancelled'>): Promise<Movement[]> {
    const parts = await this.ledger.partsOf(tx, entry.redemptionId);
    const accounts = await this.accounts.lockById(
      tx,
      parts.map((part) => part.accountId),
    );
    const pointsOf = new Map(parts.map((part) => [part.accountId, part.points]));
    const members = accounts.map((account): AccountChange => [account, account.credit(pointsOf.get(account.id)!)]);
    return this.book(tx, entry, members, [{ points: -total(parts) }]);
  }

  /** Gives points by hand, or as goodwill, to the customer's own account. */
  async grant(
    tx: Tx,
    customerId: string,
    points: number,
    entry: EntryOf<'adjustment' | 'goodwill'>,
  ): Promise<Movement[]> {
    const account = await this.openAndLock(tx, entry, customerId);
    return this.book(tx, entry, [[account, account.credit(points)]], [{ points: -points }]);
  }

  private async openAndLock(tx: Tx, entry: NewEntry, customerId: string): Promise<Account> {
    await this.opening.open(tx, customerId, entry.at);
    const [account] = await this.accounts.lock(tx, entry.programId, [customerId]);
    return account!;
  }

  private async book(
    tx: Tx,
    entry: NewEntry,
    changes: AccountChange[],
    program: ProgramPosting[],
  ): Promise<Movement[]> {
    for (const [account] of changes) await this.accounts.save(tx, account);
    await this.ledger.record(
      tx,
      entry,
      changes.flatMap(([, postings]) => postings),
      program,
    );
    return changes.map(([account, postings]) => ({
      entryId: entry.id,
      at: entry.at,
      accountId: account.id,
      customerId: account.customerId,
      version: account.version,
      points: total(postings),
      balance: account.available,
      debt: account.debt,
    }));
  }
}

type AccountChange = [Account, MemberPosting[]];

const total = (parts: readonly { points: number }[]): number => parts.reduce((sum, part) => sum + part.points, 0);
