import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The states of a redemption: 已兑换, 已撤销. */
export const redemptionStates = ['redeemed', 'cancelled'] as const;
export type RedemptionState = (typeof redemptionStates)[number];

/** Points spent at once. From which accounts they came is what the ledger says. */
@Entity()
export class Redemption {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') programId: string;
  /** The customer that redeemed, as it was then. */
  @Column('uuid') customerId: string;
  @Column('bigint') points: number;
  /** Code or name of what was got for them. */
  @Column('text', { nullable: true }) reward: string | null;
  /** Sealed: people write names into notes. */
  @Column('text', { nullable: true }) note: string | null;
  @Column('text') state: RedemptionState;
  @Column('integer') version: number;
  @Column('timestamptz') redeemedAt: Date;
  @Column('text') redeemedBy: string;
  @Column('timestamptz', { nullable: true }) cancelledAt: Date | null;
  @Column('text', { nullable: true }) cancelledBy: string | null;

  static redeem(
    what: Pick<Redemption, 'id' | 'programId' | 'customerId' | 'points' | 'reward' | 'note'>,
    by: string,
    at: Date,
  ): Redemption {
    return Object.assign(new Redemption(), what, {
      state: 'redeemed',
      version: 1,
      redeemedAt: at,
      redeemedBy: by,
      cancelledAt: null,
      cancelledBy: null,
    } as const);
  }

  /** False when it was cancelled before: then there is nothing to give back. */
  cancel(by: string, at: Date): boolean {
    if (this.state === 'cancelled') return false;
    this.state = 'cancelled';
    this.version += 1;
    this.cancelledAt = at;
    this.cancelledBy = by;
    return true;
  }
}
