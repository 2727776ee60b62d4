import { Module } from '@nestjs/common';
import { CaseMessagesService } from './case-messages.service.js';

@Module({ providers: [CaseMessagesService], exports: [CaseMessagesService] })
export class CaseMessagesModule {}
