import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmployeesModule } from '../employees/employees.module.js';
import { HeirsModule } from '../ownership/heirs.module.js';
import { OpportunitiesModule } from '../opportunities/opportunities.module.js';
import { EmployeeEventsConsumer } from './employee-events.consumer.js';
import { HandedOver } from './handed-over.service.js';
import { OwnerEventsConsumer } from './owner-events.consumer.js';
import { FollowUpActionsController } from './follow-up-actions.controller.js';
import { FollowUpChanges } from './follow-up-changes.service.js';
import { FollowUpChecks } from './follow-up-checks.service.js';
import { FollowUpPlans } from './follow-up-plans.service.js';
import { FollowUpSteps } from './follow-up-steps.js';
import { FollowUpViews } from './follow-up-views.service.js';
import { FollowUpsController } from './follow-ups.controller.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { FollowUps } from './follow-ups.service.js';
import { Leavers } from './leavers.service.js';
import { VisitPlansController } from './visit-plans.controller.js';

/** What is to be done. For other folders: FollowUps. */
@Module({
  imports: [CustomersModule, EmployeesModule, HeirsModule, OpportunitiesModule],
  controllers: [
    FollowUpsController,
    FollowUpActionsController,
    VisitPlansController,
    EmployeeEventsConsumer,
    OwnerEventsConsumer,
  ],
  providers: [
    FollowUps,
    FollowUpChanges,
    FollowUpChecks,
    FollowUpPlans,
    FollowUpSteps,
    FollowUpViews,
    FollowUpsRepository,
    Leavers,
    HandedOver,
  ],
  exports: [FollowUps],
})
export class FollowUpsModule {}
