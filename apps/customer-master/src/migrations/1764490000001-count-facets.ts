import { Timers } from '@crm/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The customers behind facets are counted by a timer, whether somebody asks or not. Of a kind of its own: processes of the
 * release before fire `customers.facets` and do not arm it again.
 */
export class CountFacets1764490000001 implements MigrationInterface {
  readonly name = 'CountFacets1764490000001';

  async up(runner: QueryRunner): Promise<void> {
    await new Timers().arm(runner.manager, {
      kind: 'customers.facet-count',
      aggregateId: 'all',
      epoch: 0,
      dueAt: new Date(),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await new Timers().cancel(runner.manager, 'customers.facet-count', 'all');
  }
}
