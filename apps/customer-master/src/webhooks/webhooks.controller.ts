import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiWebhookId } from './api-webhook-id.js';
import type { Webhook } from './webhook.shape.js';
import { WebhookTargets } from './webhook-targets.js';
import { ChangeWebhookRequest, SubscribeRequest } from './webhooks.dto.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { toWebhookResponse, WebhookResponse, WebhookWithSecretResponse } from './webhooks.response.js';
import { WebhooksService } from './webhooks.service.js';

/** Who outside is told what happens, and where. */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly repository: WebhooksRepository,
    private readonly targets: WebhookTargets,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'Subscribe to events',
    description:
      'Each event of these types goes there from now on as a POST: a CloudEvent (structured JSON), signed by Standard Webhooks with the secret ' +
      'that this answer shows. How to verify it, retries and order: docs/webhooks.md. At most 100 webhooks.',
  })
  @ApiCreatedResponse({ type: WebhookWithSecretResponse, description: 'Made, with its secret.' })
  @ApiProblem(400, 'webhook-target-refused')
  @ApiProblem(409, 'too-many-webhooks')
  async subscribe(
    @Command() run: RunCommand,
    @Body() body: SubscribeRequest,
    @CurrentUser() user: User,
  ): Promise<WebhookWithSecretResponse> {
    await this.targets.check(body.url);
    const { url, eventTypes, description = null, active } = body;
    return run(async (tx) => {
      const made = await this.webhooks.subscribe(tx, { url, eventTypes, description, active }, user, new Date());
      const location = `/customer-master/v1/webhooks/${made.webhook.id}`;
      return new Answer({ ...toWebhookResponse(made.webhook), secret: made.secret }, { location });
    });
  }

  @Get()
  @RequirePermission('webhook:write')
  @ApiOperation({ summary: 'List webhooks', description: 'In the order in which they were made.' })
  @ApiPage(WebhookResponse)
  list(@Query() { limit, cursor }: PageQuery): Promise<Page<WebhookResponse>> {
    const after = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id))?.id ?? null;
    return this.transactions.run(async (tx) => {
      const { items, next } = toPage(await this.repository.list(tx, after, limit + 1), limit, ({ id }) => ({ id }));
      return { items: await this.show(tx, items), next };
    });
  }

  @Get(':id')
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'A webhook',
    description: 'How it stands: what waits, since when it fails, why it is disabled.',
  })
  @ApiWebhookId()
  @ApiOkResponse({ type: WebhookResponse, description: 'The webhook.' })
  @ApiProblem(404, 'not-found')
  read(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookResponse> {
    return this.transactions.run(async (tx) => (await this.show(tx, [await this.webhooks.find(tx, id)]))[0]!);
  }

  @Patch(':id')
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'Change a webhook',
    description:
      'What is left out stays. What waits is tried at once. `active: true` takes up again what was disabled; the events of the ' +
      'time between were not kept.',
  })
  @ApiWebhookId()
  @ApiOkResponse({ type: WebhookResponse, description: 'The webhook.' })
  @ApiProblem(400, 'webhook-target-refused')
  @ApiProblem(404, 'not-found')
  async change(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: ChangeWebhookRequest,
  ): Promise<WebhookResponse> {
    if (body.url !== undefined) await this.targets.check(body.url);
    const { url, eventTypes, description, active } = body;
    const wish = {
      ...(url !== undefined && { url }),
      ...(eventTypes !== undefined && { eventTypes }),
      ...(description !== undefined && { description }),
      ...(active !== undefined && { active }),
    };
    return run(
      async (tx) => (await this.show(tx, [await this.webhooks.change(tx, id, version, wish, new Date())]))[0]!,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('webhook:write')
  @ApiOperation({ summary: 'Delete a webhook', description: 'With its deliveries; what waits is not sent any more.' })
  @ApiWebhookId()
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblem(404, 'not-found')
  unsubscribe(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    return run((tx) => this.webhooks.unsubscribe(tx, id, version));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @RequirePermission('webhook:write')
  @ApiOperation({
    summary: 'Make a new secret',
    description:
      'For 24 hours messages are signed with both, the one until now and the new one; then with the new one only.',
  })
  @ApiWebhookId()
  @ApiOkResponse({ type: WebhookWithSecretResponse, description: 'The webhook, with its new secret.' })
  @ApiProblem(404, 'not-found')
  rotateSecret(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
  ): Promise<WebhookWithSecretResponse> {
    return run(async (tx) => {
      const { webhook, secret } = await this.webhooks.rotateSecret(tx, id, version, new Date());
      return { ...(await this.show(tx, [webhook]))[0]!, secret };
    });
  }

  private async show(tx: Tx, webhooks: readonly Webhook[]): Promise<WebhookResponse[]> {
    const ids = webhooks.map(({ id }) => id);
    const backlogs = await this.repository.backlogs(tx, ids);
    return webhooks.map((webhook) => toWebhookResponse(webhook, backlogs.get(webhook.id)));
  }
}
