import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { kindOfKey } from '../identity/rules/features/key-kinds.js';
import type { Features } from '../identity/rules/features/layout.js';
import type { MatchFeatures } from './match-features.js';
import { type Judge, MatchModels } from './match-models.service.js';
import { MatchRecordsRepository, mostCandidates } from './match-records.repository.js';
import { type Judgement, judgementsOf } from './resemblances.service.js';

/** Somebody who comes in together with others. */
export interface Newcomer {
  /** The id it gets if it turns out to be new. */
  customerId: string;
  kind: CustomerKind;
  made: MatchFeatures;
}

/** Compares many who come in together with all who are known, and with one another, as if they came one by one. */
@Injectable()
export class JointComparisons {
  constructor(
    private readonly records: MatchRecordsRepository,
    private readonly models: MatchModels,
  ) {}

  /** Reads in some statements all that comparing these takes. */
  async begin(tx: Tx, newcomers: readonly Newcomer[]): Promise<JointComparison> {
    const keys = [...new Set(newcomers.flatMap(({ made }) => made.keys))];
    const holders = await this.records.holdersOf(tx, keys);
    // Of a key that is crowded already nobody is looked at.
    const near = [...holders].flatMap(([key, ids]) => (ids.length > mostHoldersOf(key) ? [] : ids));
    const known = await this.records.recordsOf(tx, [...new Set(near)]);
    const judges = new Map<CustomerKind, Judge>();
    for (const kind of new Set(newcomers.map((one) => one.kind))) judges.set(kind, await this.models.active(tx, kind));
    return new JointComparison(holders, new Map(known.map((one) => [one.customerId, one.features])), judges);
  }
}

/** One joint comparison: it learns whom it is told to `add`. */
export class JointComparison {
  constructor(
    private readonly holders: Map<number, string[]>,
    private readonly features: Map<string, Features>,
    private readonly judges: ReadonlyMap<CustomerKind, Judge>,
  ) {}

  /** Whether the models compare all of its attributes: a name that nobody had so far changes what is compared. */
  covers({ kind, made }: Newcomer): boolean {
    const { attributes } = this.judges.get(kind)!;
    return made.attributes.every((name) => attributes.includes(name));
  }

  /** Whom it may be, the surest first; and everybody it was compared with. */
  judge({ kind, made }: Newcomer): { judgements: Judgement[]; compared: string[] } {
    const crowded: number[] = [];
    const shared = new Map<string, number>();
    for (const key of made.keys) {
      const ids = this.holders.get(key) ?? [];
      if (ids.length > mostHoldersOf(key)) crowded.push(key);
      else for (const id of ids) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
    const nearest = [...shared]
      .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
      .slice(0, mostCandidates);
    const records = nearest.flatMap(([customerId]) => {
      const features = this.features.get(customerId);
      return features ? [{ customerId, features }] : [];
    });
    const judge = this.judges.get(kind)!;
    const judgements = judgementsOf(judge, kind, made.features, { records, crowded, different: new Set() });
    return { judgements, compared: nearest.map(([id]) => id) };
  }

  /** From now on it is one of those whom others are compared with. */
  add({ customerId, made }: Newcomer): void {
    this.features.set(customerId, made.features);
    for (const key of made.keys) this.holders.set(key, [...(this.holders.get(key) ?? []), customerId]);
  }
}

const mostHoldersOf = (key: number): number => kindOfKey(key)?.mostHolders ?? 0;
