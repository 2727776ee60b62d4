import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MatchingModule } from '../matching/matching.module.js';
import { AllCustomersReader } from './all-customers.js';
import { ChangedCustomersReader } from './changed-customers-reader.js';
import { CustomerComparison } from './comparison.js';
import { MatchModelsController } from './match-models.controller.js';
import { MatchRunApplication } from './match-run-application.js';
import { MatchRunSteps } from './match-run-steps.js';
import { MatchRunWorker } from './match-run-worker.js';
import { MatchRunsController } from './match-runs.controller.js';
import { MatchRunsRepository } from './match-runs.repository.js';
import { MatchRuns } from './match-runs.service.js';
import { NightlyMatchRun } from './nightly-match-run.js';
import { UnindexedCustomers } from './unindexed-customers.js';

@Module({
  imports: [CustomersModule, IdentityModule, MatchingModule],
  controllers: [MatchRunsController, MatchModelsController],
  providers: [
    MatchRuns,
    MatchRunsRepository,
    MatchRunWorker,
    MatchRunSteps,
    MatchRunApplication,
    CustomerComparison,
    AllCustomersReader,
    ChangedCustomersReader,
    NightlyMatchRun,
    UnindexedCustomers,
  ],
})
export class MatchRunsModule {}
