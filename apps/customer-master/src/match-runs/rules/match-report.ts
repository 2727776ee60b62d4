import type { CustomerKind } from '@crm/contracts';

/** How many pairs a threshold takes, and what is to be expected of them. */
export interface CurvePoint {
  threshold: number;
  /** Pairs at least so probable. */
  pairs: number;
  /** Mean probability of these pairs: the share that is right, if the model is. */
  expectedPrecision: number | null;
  /** Expected matches among them, of all expected matches among the candidates. */
  expectedRecall: number | null;
  /** Of these pairs, those that a person has decided about. */
  reviewed: number;
  /** Share of the reviewed ones that were a match; null without any. */
  reviewedPrecision: number | null;
}

export interface KindReport {
  kind: CustomerKind;
  modelVersion: string;
  records: number;
  keys: number;
  crowdedKeys: number;
  leftOutKeys: number;
  candidatePairs: number;
  /** Of them in the list of pairs: probable enough to be looked at. */
  listedPairs: number;
  auto: number;
  review: number;
  rejected: number;
  /** Groups that the auto pairs would join, and the largest of them. */
  clusters: number;
  largestCluster: number;
  curve: CurvePoint[];
  /** Where the trained model decides differently from the one in force; null when none was trained. */
  differences: { toAuto: number; fromAuto: number; toReview: number; fromReview: number } | null;
  /** Milliseconds per stage. */
  stages: Record<string, number>;
}

export const thresholds = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999] as const;

/** Counts what is needed for a curve, pair by pair. */
export class Curve {
  private readonly counts = thresholds.map(() => ({ pairs: 0, expected: 0 }));
  private expectedInAll = 0;

  add(probability: number): void {
    this.expectedInAll += probability;
    for (let at = 0; at < thresholds.length && probability >= thresholds[at]!; at += 1) {
      this.counts[at]!.pairs += 1;
      this.counts[at]!.expected += probability;
    }
  }

  /** @param reviewed pairs about which a person decided, as probable as they were then */
  points(reviewed: readonly { probability: number; isMatch: boolean }[]): CurvePoint[] {
    return thresholds.map((threshold, at) => {
      const { pairs, expected } = this.counts[at]!;
      const decided = reviewed.filter(({ probability }) => probability >= threshold);
      const right = decided.filter(({ isMatch }) => isMatch).length;
      return {
        threshold,
        pairs,
        expectedPrecision: pairs === 0 ? null : rounded(expected / pairs),
        expectedRecall: this.expectedInAll === 0 ? null : rounded(expected / this.expectedInAll),
        reviewed: decided.length,
        reviewedPrecision: decided.length === 0 ? null : rounded(right / decided.length),
      };
    });
  }
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

/** Groups that pairs join. */
export class Clusters {
  private readonly parents: Uint32Array;

  constructor(records: number) {
    this.parents = Uint32Array.from({ length: records }, (_, at) => at);
  }

  join(a: number, b: number): void {
    this.parents[this.rootOf(a)] = this.rootOf(b);
  }

  /** Groups of more than one, and the records of the largest. */
  count(): { clusters: number; largest: number } {
    const sizes = new Map<number, number>();
    for (let at = 0; at < this.parents.length; at += 1) {
      const root = this.rootOf(at);
      sizes.set(root, (sizes.get(root) ?? 0) + 1);
    }
    let [clusters, largest] = [0, 0];
    for (const size of sizes.values()) {
      if (size < 2) continue;
      clusters += 1;
      largest = Math.max(largest, size);
    }
    return { clusters, largest };
  }

  private rootOf(at: number): number {
    let root = at;
    while (this.parents[root] !== root) {
      this.parents[root] = this.parents[this.parents[root]!]!;
      root = this.parents[root]!;
    }
    return root;
  }
}
