import { Module } from '@nestjs/common';
import { ChangedCustomers } from './changed-customers.service.js';
import { JointComparisons } from './joint-comparison.js';
import { MatchChangesRepository } from './match-changes.repository.js';
import { MatchEdgesRepository } from './match-edges.repository.js';
import { MatchFeaturesMaker } from './match-features.js';
import { MatchModels } from './match-models.service.js';
import { MatchRecordsRepository } from './match-records.repository.js';
import { Resemblances } from './resemblances.service.js';

@Module({
  providers: [
    MatchFeaturesMaker,
    MatchRecordsRepository,
    MatchModels,
    MatchEdgesRepository,
    MatchChangesRepository,
    ChangedCustomers,
    Resemblances,
    JointComparisons,
  ],
  exports: [ChangedCustomers, MatchFeaturesMaker, MatchModels, Resemblances, JointComparisons],
})
export class MatchingModule {}
