import type { MessageRequested } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { ContactWays } from '../customers/contactability.js';
import { CustomersService } from '../customers/customers.service.js';
import { MessageProvider } from './providers/message-provider.js';
import { countsForCap, decideDelivery, type Delivery } from './rules/delivery.js';

/** Looks up what the decision needs, under a lock on the customer: two requests at once must not both be the last one. */
@Injectable()
export class DeliveryDecider {
  constructor(
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
    private readonly customers: CustomersService,
    private readonly ways: ContactWays,
    private readonly provider: MessageProvider,
  ) {}

  async decide(
    tx: Tx,
    { customerId, purpose, preferredChannel }: MessageRequested['data'],
    now: Date,
  ): Promise<Delivery> {
    const ids = await this.customers.clusterOf(tx, customerId).catch((error: unknown) => {
      if (error instanceof NotFound) return [];
      throw error;
    });
    const [survivorId] = ids;
    if (!survivorId) return { suppressed: 'customer_unknown' };
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('message:' || $1, 0))`, [survivorId]);
    const contacts = await this.customers.contactsOf(tx, survivorId);
    return decideDelivery(
      purpose,
      preferredChannel,
      contacts.filter(({ channel }) => this.provider.channels.includes(channel)),
      await this.ways.of(tx, ids),
      countsForCap(purpose) ? await this.sentRecently(tx, ids, now) : 0,
      this.config.MESSAGE_CAP,
    );
  }

  private async sentRecently(tx: Tx, ids: readonly string[], now: Date): Promise<number> {
    const since = new Date(now.getTime() - this.config.MESSAGE_CAP_DAYS * 86_400_000);
    const [row] = await tx.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM message
       WHERE customer_id = ANY($1) AND requested_at > $2 AND state IN ('queued', 'sent') AND purpose <> 'service'`,
      [ids, since],
    );
    return row!.n;
  }
}
