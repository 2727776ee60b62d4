import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { AttributeDefinitionsModule } from './attribute-definitions.module.js';
import { AttributeRegistry } from './attribute-registry.service.js';
import { AttributesController } from './attributes.controller.js';
import { ConformanceCounter } from './conformance-counter.js';
import { ConformanceRepository } from './conformance.repository.js';
import { Resealing } from './resealing.service.js';

/** Administers the definitions of attributes. */
@Module({
  imports: [AttributeDefinitionsModule, CustomersModule],
  controllers: [AttributesController],
  providers: [AttributeRegistry, ConformanceCounter, ConformanceRepository, Resealing],
})
export class AttributesModule {}
