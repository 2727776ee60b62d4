import type { CustomerKind } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Features } from '../identity/rules/features/layout.js';
import { ChangedCustomers } from '../matching/changed-customers.service.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { Candidates, Progress } from './all-customers.js';

const customersAtOnce = 50;

/** Loads the customers whose keys have changed, and nobody else but those who share a key with them. */
@Injectable()
export class ChangedCustomersReader {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly resemblances: Resemblances,
    private readonly changed: ChangedCustomers,
  ) {}

  async load(kind: CustomerKind, runId: string, progress: Progress): Promise<Candidates> {
    const parted = await this.transactions.run((tx) => this.resemblances.allDifferent(tx, kind));
    const records = new Map<string, Features>();
    const pairs = new Set<string>();
    const [keys, crowded] = [new Set<number>(), new Set<number>()];
    let looked = 0;
    for (let after: string | null = null; ;) {
      const page = await this.page(runId, kind, after);
      for (const one of page) {
        for (const { customerId, features } of [one, ...one.near]) records.set(customerId, features);
        for (const { customerId } of one.near) pairs.add([one.customerId, customerId].sort().join(' '));
        for (const key of one.keys) keys.add(key);
        for (const key of one.crowded) crowded.add(key);
      }
      looked += page.length;
      await progress(`load ${kind}`, looked, looked);
      if (page.length < customersAtOnce) break;
      after = page.at(-1)!.customerId;
    }
    const ids = [...records.keys()].sort();
    const positions = new Map(ids.map((id, at) => [id, BigInt(at)]));
    const positioned = [...pairs].map((pair) => {
      const [low, high] = pair.split(' ');
      return positions.get(low!)! | (positions.get(high!)! << 32n);
    });
    return {
      all: {
        ids,
        records: ids.map((id) => records.get(id)!),
        different: new Set(parted.map(({ lowId, highId }) => `${lowId} ${highId}`)),
      },
      looked,
      blocks: {
        pairs: BigUint64Array.from(positioned).sort(),
        keys: keys.size,
        crowded: crowded.size,
        leftOut: 0,
        crowdedContacts: crowded,
      },
    };
  }

  private page(runId: string, kind: CustomerKind, after: string | null) {
    return this.transactions.run((tx) => this.changed.page(tx, runId, kind, after, customersAtOnce));
  }
}
