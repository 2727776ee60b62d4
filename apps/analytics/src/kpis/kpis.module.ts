import { Module } from '@nestjs/common';
import { AnswersModule } from '../answers/answers.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { PointsModule } from '../points/points.module.js';
import { PurchasesModule } from '../purchases/purchases.module.js';
import { ValueModule } from '../value/value.module.js';
import { KpisController } from './kpis.controller.js';
import { Kpis } from './kpis.service.js';

@Module({
  imports: [PurchasesModule, CasesModule, AnswersModule, PointsModule, ValueModule],
  controllers: [KpisController],
  providers: [Kpis],
  exports: [Kpis],
})
export class KpisModule {}
