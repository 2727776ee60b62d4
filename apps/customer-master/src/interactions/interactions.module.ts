import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmployeesModule } from '../employees/employees.module.js';
import { FollowUpsModule } from '../follow-ups/follow-ups.module.js';
import { OpportunitiesModule } from '../opportunities/opportunities.module.js';
import { InteractionChecks } from './interaction-checks.service.js';
import { InteractionViews } from './interaction-views.service.js';
import { InteractionsController } from './interactions.controller.js';
import { InteractionsRepository } from './interactions.repository.js';
import { Interactions } from './interactions.service.js';

/** Contacts with customers. For other folders: Interactions. */
@Module({
  imports: [CustomersModule, EmployeesModule, FollowUpsModule, OpportunitiesModule],
  controllers: [InteractionsController],
  providers: [Interactions, InteractionChecks, InteractionViews, InteractionsRepository],
  exports: [Interactions],
})
export class InteractionsModule {}
