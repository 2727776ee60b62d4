import type { Part, PartKind } from './pictures.js';

/** What a thing is counted as; the database derives it from the picture (`overview_part.counted_as`). */
export type CountedAs =
  'open' | 'overdue' | 'stalled' | 'closed' | 'merged' | 'sent' | 'nps' | 'csat' | 'both' | 'neither';

/** How many things of a kind stand alike, over all ids of a customer. */
export interface Tally {
  kind: PartKind;
  countedAs: CountedAs;
  count: number;
  /** The first that one of them is due or expected; null: none of them says. */
  first: string | null;
  /** Of the newest of them. */
  asOf: Date;
}

/** What open opportunities are worth in one currency. */
export interface OpportunitySum {
  currency: string;
  amountMinor: number;
  weightedAmountMinor: number;
}

/** What an overview is made of: however much there is of a customer, this is little. */
export interface Known {
  /** Accounts, value and contacts of all ids; the first open cases; the last answers with a score, and those of the trend. */
  parts: readonly Part[];
  /** Of all cases, invitations, responses, follow-ups and opportunities. */
  tallies: readonly Tally[];
  opportunitySums: OpportunitySum[];
}

export const partsOf = <Picture>({ parts }: Known, kind: PartKind) =>
  parts.filter((part) => part.kind === kind) as Part<Picture>[];

/** The tallies of one kind. */
export class Tallied {
  readonly asOf: Date | null;
  private readonly tallies: readonly Tally[];

  constructor({ tallies }: Known, ...kinds: PartKind[]) {
    this.tallies = tallies.filter(({ kind }) => kinds.includes(kind));
    this.asOf = newest(this.tallies);
  }

  count(...as: CountedAs[]): number {
    return this.as(as).reduce((sum, { count }) => sum + count, 0);
  }

  first(...as: CountedAs[]): string | null {
    // Moments and days sort as texts: all of one form.
    return (
      this.as(as)
        .flatMap(({ first }) => first ?? [])
        .sort()[0] ?? null
    );
  }

  private as(as: readonly CountedAs[]): Tally[] {
    return this.tallies.filter(({ countedAs }) => as.includes(countedAs));
  }
}

export const newest = (known: readonly { asOf: Date }[]): Date | null =>
  known.reduce<Date | null>((latest, { asOf }) => (latest && latest > asOf ? latest : asOf), null);
