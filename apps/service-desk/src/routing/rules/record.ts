import type { Considered, Exclusion, Parts, Route } from './routing.js';

/** So many candidates are kept in the history of a case. */
const mostKept = 10;

/** What stands in the history of a case about the choice of its owner: the best, and how many there were besides. */
export interface RoutingRecord {
  /** Version of the routing rules; 0: those that the product comes with. */
  rulesVersion: number;
  /** How many were thought of. */
  candidates: number;
  /** How many of them were excluded, by why. */
  excluded: Partial<Record<Exclusion, number>>;
  /** The best, at most ten; excluded ones only where there is room. */
  best: {
    employeeId: string;
    openCases: number;
    capacity: number | null;
    score: number;
    parts: Parts;
    excluded: Exclusion | null;
    avoided: boolean;
  }[];
}

export function recordOf({ considered }: Route, rulesVersion: number): RoutingRecord {
  const excluded: RoutingRecord['excluded'] = {};
  for (const one of considered) if (one.excluded) excluded[one.excluded] = (excluded[one.excluded] ?? 0) + 1;
  const best = considered.slice(0, mostKept).map(toEntry);
  return { rulesVersion, candidates: considered.length, excluded, best };
}

const toEntry = ({ department: _, score, parts, ...rest }: Considered): RoutingRecord['best'][number] => ({
  ...rest,
  score: rounded(score),
  parts: Object.fromEntries(Object.entries(parts).map(([name, points]) => [name, rounded(points)])) as Parts,
});

const rounded = (points: number): number => Math.round(points * 100) / 100;
