import type { ReasonCode } from './reasons.js';

/** How many customers a reason costs points. */
export interface ReasonCount {
  code: ReasonCode;
  field: string | null;
  customers: number;
}

/** Sums over the customers of a department and kind; they can be added. */
export interface QualitySums {
  customers: number;
  score: number;
  completeness: number;
  validity: number;
  freshness: number;
  uniqueness: number;
  /** Customers of whom nothing is missing; nothing is wrong; nothing is stale; who may be somebody else as well. */
  complete: number;
  valid: number;
  fresh: number;
  duplicates: number;
  pairEnds: number;
  bins: number[];
  reasons: ReasonCount[];
}

/** What sums over customers come to; shares and rates are 0 to 1, scores 0 to 100. */
export interface Figures {
  customers: number;
  meanScore: number;
  completeness: number;
  validity: number;
  freshness: number;
  uniqueness: number;
  completeShare: number;
  validShare: number;
  freshShare: number;
  duplicateShare: number;
  /** Pairs that may be one customer per customer. */
  duplicatesRate: number;
  distribution: number[];
}

/** The sums of several groups together; null where there is no customer. */
export function figuresOf(all: readonly QualitySums[]): Figures | null {
  const total = (of: (sums: QualitySums) => number): number => all.reduce((sum, each) => sum + of(each), 0);
  const customers = total((sums) => sums.customers);
  if (customers === 0) return null;
  const mean = (of: (sums: QualitySums) => number): number => rounded(total(of) / customers, 1);
  const share = (of: (sums: QualitySums) => number): number => rounded(total(of) / customers, 4);
  return {
    customers,
    meanScore: mean(({ score }) => score),
    completeness: mean(({ completeness }) => completeness),
    validity: mean(({ validity }) => validity),
    freshness: mean(({ freshness }) => freshness),
    uniqueness: mean(({ uniqueness }) => uniqueness),
    completeShare: share(({ complete }) => complete),
    validShare: share(({ valid }) => valid),
    freshShare: share(({ fresh }) => fresh),
    duplicateShare: share(({ duplicates }) => duplicates),
    duplicatesRate: share(({ pairEnds }) => pairEnds / 2),
    distribution: Array.from({ length: 10 }, (_, bin) => total(({ bins }) => bins[bin]!)),
  };
}

/** The reasons that most customers have. */
export const worstReasons = (all: readonly QualitySums[], most: number): ReasonCount[] =>
  reasonsOf(all)
    .sort((a, b) => b.customers - a.customers || (`${a.code}${a.field}` < `${b.code}${b.field}` ? -1 : 1))
    .slice(0, most);

/** The sums of parts of one group as those of the whole; at least one part. */
export function together(parts: readonly QualitySums[]): QualitySums {
  const { bins: _, reasons: __, ...first } = parts[0]!;
  const numbers = Object.keys(first) as (keyof typeof first)[];
  const sums = numbers.map((name) => [name, parts.reduce((sum, part) => sum + part[name], 0)]);
  return {
    ...(Object.fromEntries(sums) as typeof first),
    bins: parts[0]!.bins.map((_, bin) => parts.reduce((sum, { bins }) => sum + bins[bin]!, 0)),
    reasons: reasonsOf(parts),
  };
}

function reasonsOf(all: readonly QualitySums[]): ReasonCount[] {
  const byReason = new Map<string, ReasonCount>();
  for (const reason of all.flatMap(({ reasons }) => reasons)) {
    const name = `${reason.code} ${reason.field}`;
    const before = byReason.get(name)?.customers ?? 0;
    byReason.set(name, { ...reason, customers: before + reason.customers });
  }
  return [...byReason.values()];
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
