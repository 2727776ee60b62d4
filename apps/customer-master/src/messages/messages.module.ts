import { FieldCipher, TransactionRunner } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Module } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { CustomersModule } from '../customers/customers.module.js';
import { DeliveryDecider } from './delivery-decider.js';
import { MessageLists } from './message-lists.js';
import { MessageQueue } from './message-queue.js';
import { MessageRecords } from './message-records.js';
import { MessageRequestsConsumer } from './message-requests.consumer.js';
import { MessageSender } from './message-sender.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { MailboxProvider } from './providers/mailbox.provider.js';
import { MessageProvider } from './providers/message-provider.js';
import { SmtpProvider } from './providers/smtp.provider.js';

const provider = {
  provide: MessageProvider,
  inject: [CONFIG, TransactionRunner, FieldCipher],
  useFactory: (config: CustomerMasterConfig, transactions: TransactionRunner, cipher: FieldCipher): MessageProvider =>
    config.MESSAGE_PROVIDER === 'smtp'
      ? new SmtpProvider(config.SMTP_URL!, config.MESSAGE_FROM)
      : new MailboxProvider(transactions, cipher),
};

@Module({
  imports: [CustomersModule],
  controllers: [MessagesController, MessageRequestsConsumer],
  providers: [MessagesService, DeliveryDecider, MessageRecords, MessageQueue, MessageSender, MessageLists, provider],
  exports: [MessageLists],
})
export class MessagesModule {}
