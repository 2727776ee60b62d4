import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiWebhookId } from './api-webhook-id.js';
import {
  aDeliveryId,
  DeliveryQuery,
  DeliveryResponse,
  RetriedResponse,
  toDeliveryResponse,
  WebhookTestResponse,
} from './deliveries.dto.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { WebhookTests } from './webhook-tests.service.js';
import { WebhooksService } from './webhooks.service.js';

/** What became of the events for a webhook. */
@ApiTags('webhooks')
@Controller('webhooks/:id')
export class WebhookDeliveriesController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesRepository,
    private readonly tests: WebhookTests,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('test')
  @HttpCode(200)
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'Send a ping',
    description:
      'A signed event of type `webhook.ping` at once, once, beside the queue; also while the webhook is not active. Answers when ' +
      'the receiver did, after 10 seconds at most.',
  })
  @ApiWebhookId()
  @ApiOkResponse({ type: WebhookTestResponse, description: 'What came of it.' })
  @ApiProblem(404, 'not-found')
  test(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookTestResponse> {
    return this.tests.ping(id, new Date());
  }

  @Get('deliveries')
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'List deliveries',
    description: 'Newest first. Those that were delivered are kept for 14 days, all others for 90.',
  })
  @ApiWebhookId()
  @ApiPage(DeliveryResponse)
  @ApiProblem(404, 'not-found')
  list(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor, state }: DeliveryQuery,
  ): Promise<Page<DeliveryResponse>> {
    const place = decodeCursor<{ before: string }>(cursor, ({ before }) => /^\d{1,18}$/.test(String(before)));
    return this.transactions.run(async (tx) => {
      await this.webhooks.find(tx, id);
      const filter = { state: state ?? null, before: place?.before ?? null, limit: limit + 1 };
      const rows = await this.deliveries.list(tx, id, filter);
      const { items, next } = toPage(rows, limit, ({ position }) => ({ before: position }));
      return { items: items.map(toDeliveryResponse), next };
    });
  }

  @Post('deliveries/:deliveryId/retry')
  @HttpCode(200)
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'Send one again',
    description:
      'A dead one, or one that was delivered; with the same `webhook-id`. It goes before what waits, and may be older than what the ' +
      'receiver has: `aggregateversion` tells.',
  })
  @ApiWebhookId()
  @ApiParam({ name: 'deliveryId', type: String, format: 'uuid', example: aDeliveryId, description: 'The delivery.' })
  @ApiOkResponse({ type: DeliveryResponse, description: 'It waits for its turn.' })
  @ApiProblem(404, 'not-found')
  retry(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('deliveryId', ParseUUIDPipe) deliveryId: string,
  ): Promise<DeliveryResponse> {
    return run(async (tx) => toDeliveryResponse(await this.webhooks.retry(tx, id, deliveryId)));
  }

  @Post('retry-dead')
  @HttpCode(200)
  @RequirePermission('webhook:write')
  @ApiOperation({ summary: 'Send the dead ones again', description: 'All of them, in their order, before what waits.' })
  @ApiWebhookId()
  @ApiOkResponse({ type: RetriedResponse, description: 'They wait for their turn.' })
  @ApiProblem(404, 'not-found')
  retryDead(@Command() run: RunCommand, @Param('id', ParseUUIDPipe) id: string): Promise<RetriedResponse> {
    return run(async (tx) => ({ retried: await this.webhooks.retryDead(tx, id) }));
  }
}
