import { TransactionRunner } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { WebhookTestResponse } from './deliveries.dto.js';
import { failureOf } from './rules/attempts.js';
import { WebhookClient } from './webhook-client.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhooksService } from './webhooks.service.js';

/** Lets who sets up a receiver see whether it works. */
@Injectable()
export class WebhookTests {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly webhooks: WebhooksService,
    private readonly secrets: WebhookSecrets,
    private readonly client: WebhookClient,
  ) {}

  /** Outside of any transaction while it waits. @throws NotFound */
  async ping(webhookId: string, now: Date): Promise<WebhookTestResponse> {
    const { url, secrets } = await this.transactions.run(async (tx) => ({
      url: (await this.webhooks.find(tx, webhookId)).url,
      secrets: await this.secrets.signing(tx, webhookId),
    }));
    const messageId = uuidv7();
    const body = JSON.stringify({
      specversion: '1.0',
      id: messageId,
      source: 'customer-master',
      type: 'webhook.ping',
      time: now.toISOString(),
      subject: `webhook/${webhookId}`,
      datacontenttype: 'application/json',
      data: { webhookId },
    });
    const attempt = await this.client.post({ url, messageId, body, secrets });
    const failure = failureOf(attempt);
    const milliseconds = Date.now() - now.getTime();
    return { delivered: failure === null, status: attempt.status, failure, milliseconds };
  }
}
