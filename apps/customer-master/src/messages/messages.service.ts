import { type MessageRequested, MessageSuppressed } from '@crm/contracts';
import { currentTrace, Outbox } from '@crm/messaging';
import { afterCommit, FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../customers/actor.js';
import { CustomersService } from '../customers/customers.service.js';
import { DeliveryDecider } from './delivery-decider.js';
import { Message } from './message.entity.js';
import { MessageQueue } from './message-queue.js';
import { render } from './rules/templates.js';

type Request = MessageRequested['data'];

/** The one place that writes to customers: it alone knows addresses, consents and the cap over all services. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly customers: CustomersService,
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
        : { state: 'queued', reason: null, channel: delivery.channel, nextTryAt: now, doneAt: null }),
    }) as Message;
    if (!('suppressed' in delivery)) message.content = await this.seal(tx, request, delivery.address);
    await tx.getRepository(Message).insert(message);
    if ('suppressed' in delivery) await this.outbox.append(tx, suppressed(message));
    else afterCommit(tx, () => this.queue.wake());
  }

  private async seal(tx: Tx, request: Request, address: string): Promise<string> {
    const language = await this.languageOf(tx, request.customerId);
    const content = { address, ...render(request.template, language, request.parameters) };
    const cell = { table: 'message', column: 'content', row: request.messageId };
    return this.cipher.seal(tx, request.customerId, cell, JSON.stringify(content));
  }

  private async languageOf(tx: Tx, customerId: string): Promise<'zh' | 'en'> {
    const reader = { ...systemActor('messages'), permissions: new Set<string>() };
    const customer = await this.customers.find(tx, customerId, reader as never);
    return /^en\b/i.test(String(customer.attributes?.['language'] ?? '')) ? 'en' : 'zh';
  }
}

const suppressed = (message: Message) =>
  MessageSuppressed.draft({
    customerId: message.customerId,
    aggregateId: message.id,
    aggregateVersion: message.version,
    data: {
      messageId: message.id,
      customerId: message.customerId,
      requestedBy: message.requestedBy,
      reason: message.reason!,
    },
  });
