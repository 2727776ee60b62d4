import { Module } from '@nestjs/common';
import { AttributeDefinitionsModule } from '../attributes/attribute-definitions.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { SurvivorshipController } from './survivorship.controller.js';
import { SurvivorshipRunner } from './survivorship-runner.js';
import { SurvivorshipRunsRepository } from './survivorship-runs.repository.js';
import { Survivorship } from './survivorship.service.js';

@Module({
  imports: [AttributeDefinitionsModule, CustomersModule],
  controllers: [SurvivorshipController],
  providers: [Survivorship, SurvivorshipRunner, SurvivorshipRunsRepository],
})
export class SurvivorshipModule {}
