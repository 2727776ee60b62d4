import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { Delivery, Webhook } from './webhook.shape.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { TooManyWebhooks } from './webhooks.errors.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Every event is matched with each of them, and each may take a connection. */
const mostWebhooks = 100;
const previousSecretHours = 24;

/** What a user says of a webhook. */
export type WebhookWish = Pick<Webhook, 'url' | 'eventTypes' | 'description' | 'active'>;

/** Who is told what, and where. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly repository: WebhooksRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  /** @throws TooManyWebhooks */
  async subscribe(tx: Tx, wish: WebhookWish, by: User, now: Date): Promise<{ webhook: Webhook; secret: string }> {
    if ((await this.repository.countLocked(tx)) >= mostWebhooks) throw new TooManyWebhooks(mostWebhooks);
    const id = uuidv7();
    const webhook: Webhook = {
      ...wish,
      id,
      version: 1,
      disabledReason: null,
      previousSecretUntil: null,
      createdBy: by.id,
      createdAt: now,
      updatedAt: now,
      nextTryAt: now,
      failures: 0,
      failingSince: null,
      lastDeliveredAt: null,
    };
    const { plain, sealed } = await this.secrets.make(tx, id);
    await this.repository.add(tx, webhook, sealed);
    return { webhook, secret: plain };
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<Webhook> {
    const webhook = await this.repository.find(tx, id);
    if (!webhook) throw new NotFound();
    return webhook;
  }

  /**
   * What waits goes out at once, as if nothing had failed: who changes something has mended it.
   * @throws NotFound, StaleVersion
   */
  async change(tx: Tx, id: string, version: number, wish: Partial<WebhookWish>, now: Date): Promise<Webhook> {
    const before = await this.lock(tx, id, version);
    const webhook: Webhook = {
      ...before,
      ...wish,
      version: version + 1,
      updatedAt: now,
      disabledReason: (wish.active ?? before.active) ? null : before.disabledReason,
      nextTryAt: now,
      failures: 0,
      failingSince: null,
    };
    await this.repository.update(tx, webhook);
    return webhook;
  }

  /** With everything that waits for it. @throws NotFound, StaleVersion */
  async unsubscribe(tx: Tx, id: string, version: number): Promise<void> {
    await this.lock(tx, id, version);
    await this.repository.delete(tx, id);
    await this.secrets.forget(tx, id);
  }

  /** The one until now signs as well for a day. @throws NotFound, StaleVersion */
  async rotateSecret(tx: Tx, id: string, version: number, now: Date): Promise<{ webhook: Webhook; secret: string }> {
    const before = await this.lock(tx, id, version);
    const until = new Date(now.getTime() + previousSecretHours * 3_600_000);
    const webhook = { ...before, version: version + 1, updatedAt: now, previousSecretUntil: until };
    const { plain, sealed } = await this.secrets.make(tx, id);
    await this.repository.replaceSecret(tx, webhook, sealed, until);
    return { webhook, secret: plain };
  }

  /** One that is dead or was delivered goes out again; one that waits goes at once. @throws NotFound */
  async retry(tx: Tx, id: string, deliveryId: string): Promise<Delivery> {
    await this.hasten(tx, id);
    const delivery = await this.deliveries.renew(tx, id, deliveryId);
    if (!delivery) throw new NotFound();
    return delivery;
  }

  /** Returns how many there were. @throws NotFound */
  async retryDead(tx: Tx, id: string): Promise<number> {
    await this.hasten(tx, id);
    return this.deliveries.renewDead(tx, id);
  }

  private async hasten(tx: Tx, id: string): Promise<void> {
    const webhook = await this.repository.lock(tx, id);
    if (!webhook) throw new NotFound();
    await this.repository.update(tx, { ...webhook, nextTryAt: new Date() });
  }

  private async lock(tx: Tx, id: string, version: number): Promise<Webhook> {
    const webhook = await this.repository.lock(tx, id);
    if (!webhook) throw new NotFound();
    if (webhook.version !== version) throw new StaleVersion(webhook.version);
    return webhook;
  }
}
