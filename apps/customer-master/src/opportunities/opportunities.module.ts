import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmployeesModule } from '../employees/employees.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { HeirsModule } from '../ownership/heirs.module.js';
import { EmployeeEventsConsumer } from './employee-events.consumer.js';
import { HandedOver } from './handed-over.service.js';
import { OwnerEventsConsumer } from './owner-events.consumer.js';
import { FunnelRepository } from './funnel.repository.js';
import { Leavers } from './leavers.service.js';
import { OpportunitiesController } from './opportunities.controller.js';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { Opportunities } from './opportunities.service.js';
import { OpportunityAlerts } from './opportunity-alerts.js';
import { OpportunityChanges } from './opportunity-changes.service.js';
import { OpportunityFigures } from './opportunity-figures.service.js';
import { OpportunityListsController } from './opportunity-lists.controller.js';
import { OpportunityRecords } from './opportunity-records.service.js';
import { OpportunityStagesController } from './opportunity-stages.controller.js';
import { OpportunityStages } from './opportunity-stages.service.js';
import { OpportunityViews } from './opportunity-views.service.js';
import { OpportunityWatch } from './opportunity-watch.js';
import { StageChangesRepository } from './stage-changes.repository.js';
import { StageRulesVersions } from './stage-rules-versions.js';

/** What may be won. For other folders: Opportunities, and OpportunityWatch for contacts that reach the customer. */
@Module({
  imports: [CustomersModule, EmployeesModule, HeirsModule, StandingModule],
  controllers: [
    OpportunitiesController,
    OpportunityListsController,
    OpportunityStagesController,
    EmployeeEventsConsumer,
    OwnerEventsConsumer,
  ],
  providers: [
    Opportunities,
    OpportunityChanges,
    OpportunityRecords,
    OpportunityViews,
    OpportunityFigures,
    OpportunityStages,
    OpportunityWatch,
    OpportunityAlerts,
    Leavers,
    HandedOver,
    OpportunitiesRepository,
    StageChangesRepository,
    StageRulesVersions,
    FunnelRepository,
  ],
  exports: [Opportunities, OpportunityWatch],
})
export class OpportunitiesModule {}
