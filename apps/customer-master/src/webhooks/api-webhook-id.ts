import { ApiParam } from '@nestjs/swagger';
import { aWebhookId } from './webhooks.response.js';

/** Documents the id in the path of a webhook. */
export const ApiWebhookId = (): MethodDecorator =>
  ApiParam({ name: 'id', type: String, format: 'uuid', example: aWebhookId, description: 'The webhook.' });
