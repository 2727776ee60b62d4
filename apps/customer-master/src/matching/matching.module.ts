import { Module } from '@nestjs/common';
import { JointComparisons } from './joint-comparison.js';
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
    Resemblances,
    JointComparisons,
  ],
  exports: [MatchFeaturesMaker, MatchModels, Resemblances, JointComparisons],
})
export class MatchingModule {}
