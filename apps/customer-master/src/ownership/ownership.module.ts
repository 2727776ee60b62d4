import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmployeesModule } from '../employees/employees.module.js';
import { BulkHandOversController } from './bulk-hand-overs.controller.js';
import { ClaimedCustomers } from './claimed-customers.service.js';
import { ClaimRefusals } from './claim-refusals.service.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsRepository } from './claims.repository.js';
import { Claims } from './claims.service.js';
import { CustomerHandOversController } from './customer-hand-overs.controller.js';
import { FollowUpRight } from './follow-up-right.service.js';
import { HandOverExpiry } from './hand-over-expiry.js';
import { HandOverViews } from './hand-over-views.service.js';
import { HandOverWrites } from './hand-over-writes.js';
import { HandOversController } from './hand-overs.controller.js';
import { HandOversRepository } from './hand-overs.repository.js';
import { HandOvers } from './hand-overs.service.js';
import { LeaverSuccession } from './leaver-succession.service.js';
import { Leavers } from './leavers.js';
import { LevelOwners } from './level-owners.service.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerChecks } from './owner-checks.service.js';
import { OwnerRulesAdministration } from './owner-rules-administration.service.js';
import { OwnerRulesController } from './owner-rules.controller.js';
import { OwnerRulesModule } from './owner-rules.module.js';
import { OwnershipController } from './ownership.controller.js';
import { OwnershipEventsConsumer } from './ownership-events.consumer.js';
import { OwnershipMoves } from './ownership-moves.service.js';
import { OwnershipRunner } from './ownership-runner.js';
import { OwnershipRunsController } from './ownership-runs.controller.js';
import { OwnershipRunsRepository } from './ownership-runs.repository.js';
import { OwnershipRuns } from './ownership-runs.service.js';
import { UnassignedController } from './unassigned.controller.js';
import { UnassignedRepository } from './unassigned.repository.js';

/** Who owns customers. */
@Module({
  imports: [CustomersModule, EmployeesModule, OwnerRulesModule],
  controllers: [
    OwnershipController,
    UnassignedController,
    OwnerRulesController,
    OwnershipRunsController,
    // Before the hand-overs, whose paths begin alike.
    BulkHandOversController,
    HandOversController,
    CustomerHandOversController,
    ClaimsController,
    OwnershipEventsConsumer,
  ],
  providers: [
    OwnerRulesAdministration,
    OwnerChecks,
    OwnerChanges,
    OwnershipRuns,
    OwnershipRunsRepository,
    OwnershipRunner,
    OwnershipMoves,
    HandOvers,
    HandOverWrites,
    HandOverViews,
    HandOverExpiry,
    HandOversRepository,
    Leavers,
    LeaverSuccession,
    LevelOwners,
    FollowUpRight,
    Claims,
    ClaimedCustomers,
    ClaimRefusals,
    ClaimsRepository,
    UnassignedRepository,
  ],
})
export class OwnershipModule {}
