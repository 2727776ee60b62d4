import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { ConsentsController } from './consents.controller.js';
import { ConsentsService } from './consents.service.js';

@Module({ imports: [CustomersModule], controllers: [ConsentsController], providers: [ConsentsService] })
export class ConsentsModule {}
