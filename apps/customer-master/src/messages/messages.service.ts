import type { MessageRequested } from '@crm/contracts';
import { currentTrace, Outbox } from '@crm/messaging';
import { afterCommit, FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { DeliveryDecider, type Planned } from './delivery-decider.js';
import { MessageTemplates } from './message-templates.service.js';
import { Message } from './message.entity.js';
import { MessageQueue } from './message-queue.js';
import { endOf } from './message-records.js';
import { render } from './rules/templates.js';

type Request = MessageRequested['data'];

/** The one place that writes to customers: it alone knows addresses, consents and the cap over all services. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly templates: MessageTemplates,
    private readonly decider: DeliveryDecider,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
    private readonly queue: MessageQueue,
  ) {}

  /** Decides over a request, once per message id: queues the text for the sender, or records why it must not go. */
  async request(tx: Tx, request: Request, requestedBy: string, now: Date): Promise<void> {
    const known = await tx.getRepository(Message).existsBy({ id: request.messageId });
    if (known) return;
    const delivery = await this.decider.decide(tx, request, now);
    const { correlationId = null, causationId = null, traceparent = null } = currentTrace() ?? {};
    const message = Object.assign(new Message(), {
      id: request.messageId,
      version: 1,
      customerId: request.customerId,
      requestedBy,
      purpose: request.purpose,
      template: request.template,
      attempts: 0,
      lastError: null,
      correlationId,
      causationId,
      traceparent,
      requestedAt: now,
      ...('suppressed' in delivery
        ? {
            state: 'suppressed',
            reason: delivery.suppressed,
            channel: null,
            content: null,
            nextTryAt: null,
            doneAt: now,
          }
        : { state: 'queued', reason: null, channel: delivery.channel, nextTryAt: delivery.sendAt, doneAt: null }),
    }) as Message;
    if (!('suppressed' in delivery)) message.content = await this.seal(tx, request, delivery);
    await tx.getRepository(Message).insert(message);
    if ('suppressed' in delivery) await this.outbox.append(tx, endOf(message));
    else afterCommit(tx, () => this.queue.wake());
  }

  private async seal(tx: Tx, request: Request, { address, language }: Planned): Promise<string> {
    const { texts } = await this.templates.current(tx, request.template);
    const content = { address, ...render(texts[language], request.parameters) };
    const cell = { table: 'message', column: 'content', row: request.messageId };
    return this.cipher.seal(tx, request.customerId, cell, JSON.stringify(content));
  }
}
