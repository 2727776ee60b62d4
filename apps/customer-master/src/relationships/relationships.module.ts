import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { OverviewModule } from '../overview/overview.module.js';
import { GroupTrees } from './group-trees.service.js';
import { GroupsController } from './groups.controller.js';
import { Groups } from './groups.service.js';
import { HierarchyRepository } from './hierarchy.repository.js';
import { RelationshipMergeObjections } from './relationship-merge-objections.js';
import { RelationshipsController } from './relationships.controller.js';
import { RelationshipsRepository } from './relationships.repository.js';
import { Relationships } from './relationships.service.js';

@Module({
  imports: [CustomersModule, OrdersModule, OverviewModule],
  controllers: [RelationshipsController, GroupsController],
  providers: [
    Relationships,
    Groups,
    GroupTrees,
    RelationshipMergeObjections,
    RelationshipsRepository,
    HierarchyRepository,
  ],
  exports: [RelationshipMergeObjections],
})
export class RelationshipsModule {}
