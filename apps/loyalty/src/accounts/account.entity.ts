import { AccountOpened } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MemberPosting } from '../ledger/ledger.shape.js';

/**
 * Points of one customer id in one program. The balance is a cache of the ledger's postings: every method that changes it
 * returns the postings that say so. What is owed is repaid first, so an account with points owes nothing.
 */
@Entity()
export class Account {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') programId: string;
  /** As first seen; a merge does not change it. */
  @Column('uuid') customerId: string;
  @Column('bigint') available: number;
  /** Points of returned goods that were spent already. */
  @Column('bigint') debt: number;
  @Column('integer') version: number;
  @Column('timestamptz') openedAt: Date;

  static open(
    programId: string,
    customerId: string,
    at: Date,
    id: string,
  ): [Account, ReturnType<typeof AccountOpened.draft>] {
    const account = Object.assign(new Account(), {
      id,
      programId,
      customerId,
      available: 0,
      debt: 0,
      version: 1,
      openedAt: at,
    });
    const event = AccountOpened.draft({
      customerId,
      aggregateId: id,
      aggregateVersion: 1,
      time: at,
      data: { accountId: id, customerId },
    });
    return [account, event];
  }

  /** Adds points; debt is repaid first. */
  credit(points: number): MemberPosting[] {
    const repaid = Math.min(points, this.debt);
    return this.post({ debt: repaid, available: points - repaid });
  }

  /** Takes points that are there. */
  debit(points: number): MemberPosting[] {
    if (points > this.available) throw new RangeError(`account ${this.id} has ${this.available} points, not ${points}`);
    return this.post({ available: -points, debt: 0 });
  }

  /** Takes points back for goods that came back; what is not there any more is owed. */
  takeBack(points: number): MemberPosting[] {
    const taken = Math.min(points, this.available);
    return this.post({ available: -taken, debt: -(points - taken) });
  }

  private post(change: { available: number; debt: number }): MemberPosting[] {
    this.available += change.available;
    this.debt -= change.debt;
    this.version += 1;
    return (['available', 'debt'] as const)
      .map((book) => ({ accountId: this.id, book, points: change[book] }))
      .filter(({ points }) => points !== 0);
  }
}
