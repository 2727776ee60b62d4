import { Module } from '@nestjs/common';
import { MatchEdgesRepository } from './match-edges.repository.js';
import { MatchFeaturesMaker } from './match-features.js';
import { MatchModels } from './match-models.service.js';
import { MatchRecordsRepository } from './match-records.repository.js';
import { Resemblances } from './resemblances.service.js';

@Module({
  providers: [MatchFeaturesMaker, MatchRecordsRepository, MatchModels, MatchEdgesRepository, Resemblances],
  exports: [MatchFeaturesMaker, MatchModels, Resemblances],
})
export class MatchingModule {}
