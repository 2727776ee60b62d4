import { PointsAdjusted } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { BalancesService } from '../accounts/balances.service.js';
import { aboutAccount, booked } from '../accounts/movement.js';
import type { LoyaltyConfig } from '../config.js';
import { memoCell } from '../ledger/memo-cell.js';
import { standardProgramId as programId } from '../programs/standard-program.js';
import { AdjustmentTooLarge } from './adjustments.errors.js';

/** What was booked. */
export interface Adjustment {
  entryId: string;
  customerId: string;
  /** What the customer can spend now. */
  balanceAfter: number;
}

/** Points given or taken by hand. */
@Injectable()
export class AdjustmentsService {
  constructor(
    @Inject(CONFIG) private readonly config: LoyaltyConfig,
    private readonly accounts: AccountsService,
    private readonly balances: BalancesService,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Gives points to the customer's own account, or takes them from all its accounts like a redemption; never into debt.
   * @throws AdjustmentTooLarge, NotFound, CustomerMerged, InsufficientPoints
   */
  async adjust(tx: Tx, askedId: string, points: number, reason: string, by: User, now: Date): Promise<Adjustment> {
    const mostPoints = this.config.ADJUSTMENT_MOST_POINTS;
    if (Math.abs(points) > mostPoints) throw new AdjustmentTooLarge(mostPoints);
    const cluster = await this.accounts.clusterToChange(tx, askedId, by);
    const { customerId } = cluster;
    const id = newId();
    const memo = await this.cipher.seal(tx, customerId, memoCell(id), reason);
    const entry = { id, programId, kind: 'adjustment', at: now, memo, by: by.id } as const;
    const movements =
      points > 0
        ? await this.balances.grant(tx, customerId, points, entry)
        : await this.balances.spend(tx, cluster.ids, -points, entry);
    const events = movements.map((movement) =>
      PointsAdjusted.draft({ ...aboutAccount(movement), data: { ...booked(movement), points: movement.points } }),
    );
    await this.outbox.append(tx, ...events);
    const { spendable } = await this.accounts.standingOf(tx, cluster);
    return { entryId: id, customerId, balanceAfter: spendable };
  }
}
