import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { ExportsController } from './exports.controller.js';
import { ExportsRepository } from './exports.repository.js';
import { CustomerExports } from './exports.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [ExportsController],
  providers: [CustomerExports, ExportsRepository],
})
export class ExportsModule {}
