import type { MessagePurpose, MessageRequested } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import { NotFound } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { ContactWays } from '../customers/contactability.js';
import { CustomersService } from '../customers/customers.service.js';
import type { ContactTime } from '../customers/personal.shape.js';
import type { Message } from './message.entity.js';
import { MessageProvider } from './providers/message-provider.js';
import { countsForCap, decideDelivery, type Delivery } from './rules/delivery.js';
import { sendableFrom } from './rules/quiet.js';
import type { MessageLanguage } from './rules/templates.js';
import { UndeliverableAddresses } from './undeliverable-addresses.js';

/** A message that goes: where, in which language, and not before when. */
export type Planned = Exclude<Delivery, { suppressed: unknown }> & { language: MessageLanguage; sendAt: Date };

/** Looks up what the decision needs, under a lock on the customer: two requests at once must not both be the last one. */
@Injectable()
export class DeliveryDecider {
  constructor(
    @Inject(CONFIG) private readonly config: CustomerMasterConfig & BaseConfig,
    private readonly customers: CustomersService,
    private readonly ways: ContactWays,
    private readonly provider: MessageProvider,
    private readonly undeliverable: UndeliverableAddresses,
  ) {}

  async decide(
    tx: Tx,
    { customerId, purpose, preferredChannel }: MessageRequested['data'],
    now: Date,
  ): Promise<Extract<Delivery, { suppressed: unknown }> | Planned> {
    const ids = await this.idsOf(tx, customerId);
    const [survivorId] = ids;
    if (!survivorId) return { suppressed: 'customer_unknown' };
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('message:' || $1, 0))`, [survivorId]);
    const { contacts, preferences } = await this.customers.reachOf(tx, survivorId);
    const served = contacts.filter(({ channel }) => this.provider.channels.includes(channel));
    const delivery = decideDelivery(
      purpose,
      preferredChannel ?? preferences.channel ?? null,
      await this.undeliverable.without(tx, served),
      await this.ways.of(tx, ids),
      countsForCap(purpose) ? await this.sentRecently(tx, ids, now) : 0,
      this.config.MESSAGE_CAP,
    );
    if ('suppressed' in delivery) return delivery;
    const language = preferences.language?.startsWith('en') ? 'en' : 'zh';
    return { ...delivery, language, sendAt: this.sendAt(purpose, preferences.times ?? [], now) };
  }

  /**
   * Whether a message that waited may still go this way, and now: the customer may be gone, consent withdrawn, an address
   * come back, and an outage or a retry may have brought it into the quiet hours.
   */
  async review(
    tx: Tx,
    { customerId, purpose, channel }: Pick<Message, 'customerId' | 'purpose' | 'channel'>,
    now: Date,
  ): Promise<Extract<Delivery, { suppressed: unknown }> | { sendAt: Date }> {
    const ids = await this.idsOf(tx, customerId);
    const [survivorId] = ids;
    if (!survivorId) return { suppressed: 'customer_unknown' };
    const ways = await this.ways.of(tx, ids);
    if (!ways.some((way) => way.channel === channel && way.purpose === purpose)) return { suppressed: 'no_consent' };
    if (!countsForCap(purpose)) return { sendAt: now };
    const { preferences } = await this.customers.reachOf(tx, survivorId);
    return { sendAt: this.sendAt(purpose, preferences.times ?? [], now) };
  }

  /** Every id of the customer, the survivor first; nobody's when it was withdrawn or never known. */
  private idsOf(tx: Tx, customerId: string): Promise<string[]> {
    return this.customers.clusterOf(tx, customerId).catch((error: unknown) => {
      if (error instanceof NotFound) return [];
      throw error;
    });
  }

  /** What answers something the customer asked for does not wait; the rest does not disturb. */
  private sendAt(purpose: MessagePurpose, wishes: readonly ContactTime[], now: Date): Date {
    if (!countsForCap(purpose)) return now;
    const quiet = { from: this.config.MESSAGE_QUIET_FROM, to: this.config.MESSAGE_QUIET_TO };
    return sendableFrom(now, quiet, wishes, this.config.BUSINESS_TIME_ZONE);
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
