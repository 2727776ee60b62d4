import { Module } from '@nestjs/common';
import { AttributesModule } from './attributes/attributes.module.js';
import { ConsentsModule } from './consents/consents.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { EmployeesModule } from './employees/employees.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { HistoryModule } from './history/history.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { FollowUpsModule } from './follow-ups/follow-ups.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { InteractionsModule } from './interactions/interactions.module.js';
import { MatchRunsModule } from './match-runs/match-runs.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OpportunitiesModule } from './opportunities/opportunities.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { OwnershipModule } from './ownership/ownership.module.js';
import { QualityModule } from './quality/quality.module.js';
import { RelationshipsModule } from './relationships/relationships.module.js';
import { StandingModule } from './standing/standing.module.js';
import { ReviewsModule } from './reviews/reviews.module.js';
import { SurvivorshipModule } from './survivorship/survivorship.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({
  imports: [
    CustomersModule,
    IdentityModule,
    HistoryModule,
    MatchRunsModule,
    ReviewsModule,
    OwnershipModule,
    SurvivorshipModule,
    AttributesModule,
    StandingModule,
    RelationshipsModule,
    QualityModule,
    EmployeesModule,
    ConsentsModule,
    MessagesModule,
    IntakeModule,
    OrdersModule,
    ImportsModule,
    ExportsModule,
    OverviewModule,
    InteractionsModule,
    FollowUpsModule,
    OpportunitiesModule,
    WebhooksModule,
  ],
})
export class AppModule {}
