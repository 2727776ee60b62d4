import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { IdentityController } from './identity.controller.js';
import { MergesRepository } from './merges.repository.js';
import { Merging } from './merging.service.js';
import { Unmerging } from './unmerging.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [IdentityController],
  providers: [Merging, Unmerging, MergesRepository],
})
export class IdentityModule {}
