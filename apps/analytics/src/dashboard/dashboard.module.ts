import { Module } from '@nestjs/common';
import { KpisModule } from '../kpis/kpis.module.js';
import { PurchasesModule } from '../purchases/purchases.module.js';
import { ValueModule } from '../value/value.module.js';
import { DashboardFiguresReader } from './dashboard-figures.service.js';
import { DashboardController } from './dashboard.controller.js';
import { Dashboard } from './dashboard.service.js';

@Module({
  imports: [KpisModule, PurchasesModule, ValueModule],
  controllers: [DashboardController],
  providers: [Dashboard, DashboardFiguresReader],
})
export class DashboardModule {}
