import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { MatchingModule } from '../matching/matching.module.js';
import { RelationshipMergeObjections } from '../relationships/relationship-merge-objections.js';
import { RelationshipsModule } from '../relationships/relationships.module.js';
import { OverviewModule } from '../overview/overview.module.js';
import { EmptiedMerges } from './emptied-merges.service.js';
import { IdentityController } from './identity.controller.js';
import { IdentityPreviewsController } from './identity-previews.controller.js';
import { IdentityPreviews } from './identity-previews.service.js';
import { MergeObjections } from './merge-objections.js';
import { MergesRepository } from './merges.repository.js';
import { Merging } from './merging.service.js';
import { Unmerging } from './unmerging.service.js';

@Module({
  imports: [CustomersModule, MatchingModule, RelationshipsModule, OverviewModule],
  controllers: [IdentityController, IdentityPreviewsController],
  providers: [
    Merging,
    Unmerging,
    EmptiedMerges,
    IdentityPreviews,
    MergesRepository,
    { provide: MergeObjections, useExisting: RelationshipMergeObjections },
  ],
  exports: [Merging, Unmerging, EmptiedMerges],
})
export class IdentityModule {}
