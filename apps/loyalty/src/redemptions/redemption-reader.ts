import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { RedemptionNotes } from './redemption-notes.js';
import type { Redemption } from './redemption.entity.js';
import type { RedemptionReceipt, RedemptionResponse } from './redemptions.dto.js';

/** A redemption as a user may see it. */
@Injectable()
export class RedemptionReader {
  constructor(
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerService,
    private readonly notes: RedemptionNotes,
  ) {}

  async responseOf(tx: Tx, redemption: Redemption, user: User): Promise<RedemptionResponse> {
    return {
      id: redemption.id,
      version: redemption.version,
      customerId: redemption.customerId,
      points: redemption.points,
      reward: redemption.reward,
      note: await this.notes.read(tx, redemption, user),
      state: redemption.state,
      parts: await this.ledger.partsOf(tx, redemption.id),
      redeemedAt: redemption.redeemedAt.toISOString(),
      redeemedBy: redemption.redeemedBy,
      cancelledAt: redemption.cancelledAt?.toISOString() ?? null,
      cancelledBy: redemption.cancelledBy,
    };
  }

  /** With what the customer can spend now. */
  async receiptOf(tx: Tx, redemption: Redemption, user: User): Promise<RedemptionReceipt> {
    const cluster = await this.accounts.clusterSeenBy(tx, redemption.customerId, user);
    const { spendable } = await this.accounts.standingOf(tx, cluster);
    return { ...(await this.responseOf(tx, redemption, user)), balanceAfter: spendable };
  }
}
