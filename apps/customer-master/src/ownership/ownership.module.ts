import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { OwnershipController } from './ownership.controller.js';

@Module({ imports: [CustomersModule], controllers: [OwnershipController] })
export class OwnershipModule {}
