import { Module } from '@nestjs/common';
import { WebhookDeliveriesController } from './deliveries.controller.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryQueueRepository } from './delivery-queue.repository.js';
import { DeliveryQueue } from './delivery-queue.service.js';
import { WebhookClient } from './webhook-client.js';
import { WebhookEventsConsumer } from './webhook-events.consumer.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSweep } from './webhook-sweep.js';
import { WebhookTargets } from './webhook-targets.js';
import { WebhookTests } from './webhook-tests.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhookGauges } from './webhooks.metrics.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  controllers: [WebhooksController, WebhookDeliveriesController, WebhookEventsConsumer],
  providers: [
    WebhooksService,
    WebhooksRepository,
    DeliveriesRepository,
    WebhookSecrets,
    WebhookTargets,
    WebhookTests,
    WebhookClient,
    DeliveryQueue,
    DeliveryQueueRepository,
    WebhookSender,
    WebhookSweep,
    WebhookGauges,
  ],
})
export class WebhooksModule {}
