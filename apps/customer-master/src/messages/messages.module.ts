import { FieldCipher, TransactionRunner } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Module } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { CustomersModule } from '../customers/customers.module.js';
import { BouncesController } from './bounces.controller.js';
import { Deliveries } from './deliveries.service.js';
import { DeliveryDecider } from './delivery-decider.js';
import { MessageLists } from './message-lists.js';
import { MessageQueue } from './message-queue.js';
import { MessageRecords } from './message-records.js';
import { MessageRequestsConsumer } from './message-requests.consumer.js';
import { MessageSender } from './message-sender.js';
import { MessageTemplatesController } from './message-templates.controller.js';
import { MessageTemplates } from './message-templates.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { HttpProvider } from './providers/http.provider.js';
import { MailboxProvider } from './providers/mailbox.provider.js';
import { MessageProvider } from './providers/message-provider.js';
import { ProviderPerChannel } from './providers/provider-per-channel.js';
import { SmtpProvider } from './providers/smtp.provider.js';
import { UndeliverableAddresses } from './undeliverable-addresses.js';

const provider = {
  provide: MessageProvider,
  inject: [CONFIG, TransactionRunner, FieldCipher],
  useFactory: (config: CustomerMasterConfig, transactions: TransactionRunner, cipher: FieldCipher): MessageProvider =>
    config.MESSAGE_PROVIDER === 'mailbox'
      ? new MailboxProvider(transactions, cipher)
      : new ProviderPerChannel([
          new SmtpProvider(config.SMTP_URL!, config.MESSAGE_FROM),
          ...(config.MESSAGE_HTTP_URL ? [new HttpProvider(config.MESSAGE_HTTP_URL, config.MESSAGE_HTTP_TOKEN)] : []),
        ]),
};

@Module({
  imports: [CustomersModule],
  controllers: [MessagesController, MessageTemplatesController, BouncesController, MessageRequestsConsumer],
  providers: [
    MessagesService,
    MessageTemplates,
    DeliveryDecider,
    Deliveries,
    UndeliverableAddresses,
    MessageRecords,
    MessageQueue,
    MessageSender,
    MessageLists,
    provider,
  ],
  exports: [MessageLists],
})
export class MessagesModule {}
