import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { CustomerLinksController } from './customer-links.controller.js';
import { CustomerLinksService } from './customer-links.service.js';

@Module({
  imports: [CasesModule, RepliesModule],
  controllers: [CustomerLinksController],
  providers: [CustomerLinksService],
})
export class CustomerLinksModule {}
