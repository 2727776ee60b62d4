import { PointsRedeemed, PointsReversed } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { BalancesService } from '../accounts/balances.service.js';
import { aboutAccount, booked } from '../accounts/movement.js';
import { standardProgramId as programId } from '../programs/standard-program.js';
import { RedemptionNotes } from './redemption-notes.js';
import { Redemption } from './redemption.entity.js';

/** What is to be spent, and for what. */
export interface NewRedemption {
  points: number;
  reward?: string;
  note?: string;
}

/** Points spent, and given back. */
@Injectable()
export class RedemptionsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly balances: BalancesService,
    private readonly notes: RedemptionNotes,
    private readonly outbox: Outbox,
  ) {}

  /** Spends points of all accounts of the customer. @throws NotFound, CustomerMerged, InsufficientPoints */
  async redeem(tx: Tx, askedId: string, wish: NewRedemption, by: User, now: Date): Promise<Redemption> {
    const { customerId, ids } = await this.accounts.clusterToChange(tx, askedId, by);
    const id = newId();
    const note = wish.note == null ? null : await this.notes.seal(tx, customerId, id, wish.note);
    const what = { id, programId, customerId, points: wish.points, reward: wish.reward ?? null, note };
    const redemption = Redemption.redeem(what, by.id, now);
    await tx.insert(Redemption, redemption);
    const entry = { id: newId(), programId, kind: 'redemption', at: now, redemptionId: id, by: by.id } as const;
    const movements = await this.balances.spend(tx, ids, wish.points, entry);
    const events = movements.map((movement) =>
      PointsRedeemed.draft({ ...aboutAccount(movement), data: { ...booked(movement), redemptionId: id } }),
    );
    await this.outbox.append(tx, ...events);
    return redemption;
  }

  /** Gives the points back to the accounts they came from; once, however often it is asked for. @throws NotFound */
  async cancel(tx: Tx, id: string, by: User, now: Date): Promise<Redemption> {
    const redemption = await tx.findOne(Redemption, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!redemption) throw new NotFound();
    await this.accounts.clusterSeenBy(tx, redemption.customerId, by);
    if (!redemption.cancel(by.id, now)) return redemption;
    await tx.save(redemption);
    const entry = {
      id: newId(),
      programId,
      kind: 'redemption_cancelled',
      at: now,
      redemptionId: id,
      by: by.id,
    } as const;
    const movements = await this.balances.giveBack(tx, entry);
    const events = movements.map((movement) => {
      const data = { ...booked(movement), reason: 'redemption_cancelled', reference: id } as const;
      return PointsReversed.draft({ ...aboutAccount(movement), data });
    });
    await this.outbox.append(tx, ...events);
    return redemption;
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string, user: User): Promise<Redemption> {
    const redemption = await tx.findOneBy(Redemption, { id });
    if (!redemption) throw new NotFound();
    await this.accounts.clusterSeenBy(tx, redemption.customerId, user);
    return redemption;
  }
}
