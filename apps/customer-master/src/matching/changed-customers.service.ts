import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { blockingKeys } from '../identity/rules/features/blocking-keys.js';
import { type Features, kindOf } from '../identity/rules/features/layout.js';
import { MatchChangesRepository } from './match-changes.repository.js';
import { MatchRecordsRepository, type NearRecord } from './match-records.repository.js';

/** A customer whose keys have changed, and whom it has to be compared with. */
export interface ChangedCustomer {
  customerId: string;
  features: Features;
  keys: readonly number[];
  near: readonly NearRecord[];
  /** Of its keys those that too many have. */
  crowded: readonly number[];
}

/** What a run has to look at that compares nobody but those who have changed. */
@Injectable()
export class ChangedCustomers {
  constructor(
    private readonly changes: MatchChangesRepository,
    private readonly records: MatchRecordsRepository,
  ) {}

  /** Whether there are any. */
  any(tx: Tx): Promise<boolean> {
    return this.changes.any(tx);
  }

  /** @returns the last that became this run's, and how many did; undefined when none is left */
  claim(
    tx: Tx,
    runId: string,
    after: string | null,
    limit: number,
  ): Promise<{ last: string; count: number } | undefined> {
    return this.changes.claim(tx, runId, after, limit);
  }

  /** @returns how many; fewer than the limit: none of this run is left */
  settle(tx: Tx, runId: string, limit: number): Promise<number> {
    return this.changes.settle(tx, runId, limit);
  }

  /** Those of a run behind an id, each with the customers of its kind that share a key. */
  async page(
    tx: Tx,
    runId: string,
    kind: CustomerKind,
    after: string | null,
    limit: number,
  ): Promise<ChangedCustomer[]> {
    const found: ChangedCustomer[] = [];
    for (const { customerId, features } of await this.changes.page(tx, runId, kind, after, limit)) {
      const keys = blockingKeys(features);
      const { records, crowded } = await this.records.near(tx, keys, customerId);
      const near = records.filter((other) => kindOf(other.features) === kindOf(features));
      found.push({ customerId, features, keys, near, crowded });
    }
    return found;
  }
}
