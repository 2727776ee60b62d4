import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AnswersModule } from './answers/answers.module.js';
import { CasesModule } from './cases/cases.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { KpisModule } from './kpis/kpis.module.js';
import { PointsModule } from './points/points.module.js';
import { PurchasesModule } from './purchases/purchases.module.js';
import { ValueModule } from './value/value.module.js';

@Module({
  imports: [
    DirectoryModule,
    PurchasesModule,
    CasesModule,
    AnswersModule,
    PointsModule,
    ValueModule,
    KpisModule,
    DashboardModule,
  ],
})
export class AppModule {}
