import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdjustmentsModule } from './adjustments/adjustments.module.js';
import { GoodwillModule } from './goodwill/goodwill.module.js';
import { PointsModule } from './points/points.module.js';
import { ProgramsModule } from './programs/programs.module.js';
import { ReconciliationsModule } from './reconciliations/reconciliations.module.js';
import { RedemptionsModule } from './redemptions/redemptions.module.js';

@Module({
  imports: [
    DirectoryModule,
    ProgramsModule,
    AccountsModule,
    PointsModule,
    GoodwillModule,
    RedemptionsModule,
    AdjustmentsModule,
    ReconciliationsModule,
  ],
})
export class AppModule {}
