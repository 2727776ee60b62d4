import type { CustomerMerged, CustomerUnmerged, LevelChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Controller } from '@nestjs/common';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { LeaverSuccession } from './leaver-succession.service.js';
import { LevelOwners } from './level-owners.service.js';
import { OwnerChanges } from './owner-changes.service.js';

/** What happens to customers and touches whose they are. */
@Controller()
export class OwnershipEventsConsumer {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly owners: OwnerChanges,
    private readonly succession: LeaverSuccession,
    private readonly levels: LevelOwners,
  ) {}

  /** The survivor keeps its owner, so what waits for an answer about the retired id is void. */
  @React('customer.merged', { withinDays: 30 })
  async merged(tx: Tx, { data, time }: CustomerMerged): Promise<void> {
    const [retired] = await this.golden.lock(tx, [data.retiredId]);
    // Taken back already: then it has an owner who may hand it over.
    if (retired && retired.mergedInto !== null) await this.owners.withdrawOpenOf(tx, retired.id, new Date(time));
  }

  /** Its owner may have left while it was merged. */
  @React('customer.unmerged', { withinDays: 30 })
  async unmerged(tx: Tx, { data, time }: CustomerUnmerged): Promise<void> {
    const [restored] = await this.golden.lock(tx, [data.restoredId]);
    const leaver = restored?.ownerEmployeeId;
    if (!leaver || !(await this.succession.hasLeft(tx, leaver))) return;
    await this.succession.replace(tx, [restored], leaver, new Date(time));
  }

  /** By rules that want it so. The horizon: levels of past years move nobody. */
  @React('level.changed', { withinDays: 30 })
  async levelChanged(tx: Tx, { data, time }: LevelChanged): Promise<void> {
    try {
      await this.levels.review(tx, data.customerId, data.to, new Date(time));
    } catch (error) {
      // Of a customer that is not known the level is ignored as well.
      if (!(error instanceof NotFound)) throw error;
    }
  }
}
