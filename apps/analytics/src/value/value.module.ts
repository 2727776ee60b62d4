import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { IdentityListener } from './identity.listener.js';
import { LevelsController } from './levels.controller.js';
import { ValueEventsConsumer } from './order-events.consumer.js';
import { Rescans } from './rescans.service.js';
import { Thresholds } from './thresholds.service.js';
import { ValueController } from './value.controller.js';
import { ValueFigures } from './value-figures.js';
import { ValueReader } from './value-reader.js';
import { ValueRepository } from './value.repository.js';
import { CustomerValues } from './value.service.js';
import { ValueTimers } from './value-timers.js';

@Module({
  imports: [CustomersModule],
  controllers: [ValueController, LevelsController, ValueEventsConsumer],
  providers: [
    CustomerValues,
    ValueRepository,
    ValueReader,
    ValueFigures,
    Thresholds,
    Rescans,
    ValueTimers,
    IdentityListener,
  ],
  exports: [ValueFigures],
})
export class ValueModule {}
