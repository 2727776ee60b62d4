import type { GoodwillGranted, GoodwillRefused, GoodwillRevocationRefused, GoodwillRevoked } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { GoodwillService } from './goodwill.service.js';

/** What loyalty answers; without a horizon, since a gesture waits until it does. */
@Controller()
export class LoyaltyEventsConsumer {
  constructor(private readonly goodwill: GoodwillService) {}

  @React('goodwill.granted', { withinDays: 'unlimited' })
  granted(tx: Tx, { type, time, data }: GoodwillGranted): Promise<void> {
    return this.goodwill.answered(
      tx,
      data.goodwillId,
      { type, from: 'approved', to: 'granted', failure: null },
      new Date(time),
    );
  }

  @React('goodwill.refused', { withinDays: 'unlimited' })
  refused(tx: Tx, { type, time, data }: GoodwillRefused): Promise<void> {
    const answer = { type, from: 'approved', to: 'failed', failure: data.reason } as const;
    return this.goodwill.answered(tx, data.goodwillId, answer, new Date(time));
  }

  @React('goodwill.revoked', { withinDays: 'unlimited' })
  revoked(tx: Tx, { type, time, data }: GoodwillRevoked): Promise<void> {
    return this.goodwill.answered(
      tx,
      data.goodwillId,
      { type, from: 'revoking', to: 'revoked', failure: null },
      new Date(time),
    );
  }

  @React('goodwill.revocation-refused', { withinDays: 'unlimited' })
  kept(tx: Tx, { type, time, data }: GoodwillRevocationRefused): Promise<void> {
    const answer = { type, from: 'revoking', to: 'granted', failure: data.reason } as const;
    return this.goodwill.answered(tx, data.goodwillId, answer, new Date(time));
  }
}
