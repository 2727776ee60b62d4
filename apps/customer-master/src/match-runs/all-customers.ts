import type { CustomerKind } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { blockingKeys, crowdedContacts } from '../identity/rules/features/blocking-keys.js';
import { decodeFeatures } from '../identity/rules/features/codec.js';
import type { Features } from '../identity/rules/features/layout.js';
import type { Ignored } from '../identity/rules/scoring/compare-contacts.js';
import { Resemblances } from '../matching/resemblances.service.js';
import { type Blocks, KeyTable, mostRecords } from './rules/blocks.js';

/** Says how far a stage is, and lets others have the thread for a moment. Rejects when the run is over. */
export type Progress = (stage: string, done: number, total: number) => Promise<void>;

const rowsPerPage = 20_000;
/** Records between two looks at the clock. */
const recordsAtOnce = 256;

/** Every customer of a kind, in memory. Positions follow the order of the ids. */
export interface AllCustomers {
  ids: string[];
  records: Features[];
  /** Of whom a person said that they are not one: `lowId highId`. */
  different: ReadonlySet<string>;
}

/** What a run compares. */
export interface Candidates {
  all: AllCustomers;
  /** Customers for whose sake it is done; the others share a key with one of them. */
  looked: number;
  blocks: Blocks;
}

/** Loads all customers of a kind and finds the pairs worth comparing. */
@Injectable()
export class AllCustomersReader {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly resemblances: Resemblances,
  ) {}

  async load(kind: CustomerKind, progress: Progress): Promise<AllCustomers> {
    const parted = await this.transactions.run((tx) => this.resemblances.allDifferent(tx, kind));
    const different = new Set(parted.map(({ lowId, highId }) => `${lowId} ${highId}`));
    const all: AllCustomers = { ids: [], records: [], different };
    const total = await this.transactions.run((tx) => this.resemblances.count(tx, kind));
    let after: string | null = null;
    for (;;) {
      const rows = await this.page(kind, after);
      for (const { customerId, features } of rows) {
        all.ids.push(customerId);
        all.records.push(decodeFeatures(features));
      }
      if (all.ids.length > mostRecords) throw new Error(`more than ${mostRecords} customers of one kind`);
      await progress(`load ${kind}`, all.ids.length, Math.max(total, all.ids.length));
      if (rows.length < rowsPerPage) return all;
      after = rows.at(-1)!.customerId;
    }
  }

  private page(kind: CustomerKind, after: string | null): Promise<{ customerId: string; features: Buffer }[]> {
    return this.transactions.run((tx) => this.resemblances.page(tx, kind, after, rowsPerPage));
  }

  /** The pairs that share a key; about as many per record as `pairsPerRecord` at most. */
  async block(
    kind: CustomerKind,
    { records }: AllCustomers,
    pairsPerRecord: number,
    progress: Progress,
  ): Promise<Blocks> {
    const table = new KeyTable();
    for (let at = 0; at < records.length; at += 1) {
      table.add(at, blockingKeys(records[at]!));
      if (at % recordsAtOnce === 0) await progress(`block ${kind}`, at, records.length);
    }
    return table.blocks(Math.max(10_000, records.length * pairsPerRecord));
  }

  /** Phones and e-mails that too many have, as tokens. */
  ignoredIn({ records }: AllCustomers, { crowdedContacts: crowded }: Blocks): Ignored {
    const tokens = new Set<number>();
    if (crowded.size > 0)
      for (const features of records) for (const token of crowdedContacts(features, crowded)) tokens.add(token);
    return tokens;
  }
}
