import type { CaseKind, ValueLevel } from '@crm/contracts';
import { allows, names, productMatch, type Skills } from '../../agents/rules/skills.js';

/** What is known of a case when somebody is looked for. */
export interface Wanted {
  kind: CaseKind;
  /** Null: not known; counts as `basic`. */
  level: ValueLevel | null;
  productId: string | null;
  region: string | null;
  language: string | null;
}

/** Somebody who may be thought of. */
export interface Candidate {
  employeeId: string;
  department: string;
  /** Open cases that this one owns now; counted up to the capacity only. */
  openCases: number;
  /** Null: nobody has said anything of this employee, who can be given everything. */
  profile: (Skills & { capacity: number; active: boolean }) | null;
  isAbsent: boolean;
  /** Whether the calendar of the working hours says that people work now. */
  isWorking: boolean;
  /** Whether the customer's card names this one as the owner of the customer. */
  isOwn: boolean;
}

/** By what candidates are compared. */
export interface RoutingRules {
  /** Points for each thing that speaks for somebody; 0 to 1000. */
  weights: { ownAgent: number; skill: number; level: number; region: number; language: number; load: number };
  /** Customers of these levels get their own agent, where that one is an agent. */
  ownAgentLevels: readonly ValueLevel[];
  /** Open cases at which somebody of whom nothing was said counts as fully loaded; such a one is still given more. */
  usualCapacity: number;
}

/** What the product comes with: who knows the matter comes before who has least to do, and one's own agent before all. */
export const defaultRoutingRules: RoutingRules = {
  weights: { ownAgent: 1000, skill: 20, level: 20, region: 10, language: 10, load: 40 },
  ownAgentLevels: ['diamond'],
  usualCapacity: 50,
};

export const exclusions = [
  'complained_of',
  'absent',
  'inactive',
  'off_hours',
  'kind',
  'product',
  'language',
  'level',
  'full',
] as const;
/** Why somebody cannot be chosen; the first that applies. */
export type Exclusion = (typeof exclusions)[number];

/** Points by what they are given for. */
export type Parts = RoutingRules['weights'];

/** What was thought of one candidate. */
export interface Considered {
  employeeId: string;
  department: string;
  openCases: number;
  capacity: number | null;
  excluded: Exclusion | null;
  /** Chosen only when there is nobody else. */
  avoided: boolean;
  /** Sum of the parts. */
  score: number;
  parts: Parts;
}

/** Why the chosen one was chosen. */
export type RoutedBecause = 'own_agent' | 'best_fit' | 'least_loaded';

export interface Route {
  chosen: (Considered & { reason: RoutedBecause }) | null;
  /** Everybody, the best first, those who are excluded at the end. */
  considered: Considered[];
}

/**
 * Who of the candidates gets a case. The same candidates in whatever order, the same choice: the highest score, then the
 * lowest load, then the first id. `avoided` ones only when there is nobody else, `barred` ones never. The `keeper`, who has
 * the case, keeps it where that one may be given it; the case itself makes nobody too busy for it.
 */
export function route(
  candidates: readonly Candidate[],
  wanted: Wanted,
  { barred, avoided = [], keeper }: { barred: readonly string[]; avoided?: readonly string[]; keeper?: string },
  rules: RoutingRules,
): Route {
  const considered = candidates
    .map((candidate): Considered => {
      const { employeeId, department, openCases, profile } = candidate;
      const isOwn = candidate.isOwn && rules.ownAgentLevels.includes(wanted.level ?? 'basic');
      const parts = partsOf(candidate, wanted, isOwn, rules);
      return {
        ...{ employeeId, department, openCases, capacity: profile?.capacity ?? null },
        excluded: exclusionOf(candidate, wanted, isOwn, barred),
        avoided: avoided.includes(employeeId),
        score: Object.values(parts).reduce((sum, points) => sum + points, 0),
        parts,
      };
    })
    .sort(
      (a, b) =>
        Number(a.excluded !== null) - Number(b.excluded !== null) ||
        Number(a.avoided) - Number(b.avoided) ||
        b.score - a.score ||
        a.openCases - b.openCases ||
        (a.employeeId < b.employeeId ? -1 : 1),
    );
  const kept = considered.find(
    ({ employeeId, excluded }) => employeeId === keeper && (excluded === null || excluded === 'full'),
  );
  const best = kept ?? considered[0];
  if (!best || (!kept && best.excluded !== null)) return { chosen: null, considered };
  return { chosen: { ...best, reason: becauseOf(best.parts) }, considered };
}

/** One's own agent is not too busy for a customer of a high level; everything else holds for that one too. */
function exclusionOf(
  { employeeId, profile, openCases, isAbsent, isWorking }: Candidate,
  wanted: Wanted,
  isOwn: boolean,
  barred: readonly string[],
): Exclusion | null {
  if (barred.includes(employeeId)) return 'complained_of';
  if (isAbsent) return 'absent';
  if (!profile) return null;
  if (!profile.active) return 'inactive';
  if (!isWorking) return 'off_hours';
  if (!allows(profile.kinds, wanted.kind)) return 'kind';
  if (productMatch(profile.products, wanted.productId) === 'none') return 'product';
  if (!allows(profile.languages, wanted.language)) return 'language';
  if (!isOwn && !allows(profile.levels, wanted.level ?? 'basic')) return 'level';
  return !isOwn && openCases >= profile.capacity ? 'full' : null;
}

function partsOf(
  { profile, openCases }: Candidate,
  wanted: Wanted,
  isOwn: boolean,
  { weights, usualCapacity }: RoutingRules,
): Parts {
  const shares: Parts = {
    ownAgent: isOwn ? 1 : 0,
    skill: profile ? skillOf(profile, wanted) : 0,
    level: profile && names(profile.levels, wanted.level ?? 'basic') ? 1 : 0,
    region: profile && names(profile.regions, wanted.region) ? 1 : 0,
    language: profile && names(profile.languages, wanted.language) ? 1 : 0,
    load: 1 - openCases / (profile?.capacity ?? usualCapacity),
  };
  const points = Object.entries(shares).map(([name, share]) => [name, share * weights[name as keyof Parts]]);
  return Object.fromEntries(points) as Parts;
}

/** 0 to 1: half for a kind that is named, half for the product itself, a quarter for a group of products. */
function skillOf({ kinds, products }: Skills, { kind, productId }: Wanted): number {
  const match = productMatch(products, productId);
  return (names(kinds, kind) ? 0.5 : 0) + (match === 'exact' ? 0.5 : match === 'group' ? 0.25 : 0);
}

function becauseOf({ ownAgent, skill, level, region, language }: Parts): RoutedBecause {
  if (ownAgent > 0) return 'own_agent';
  return skill + level + region + language > 0 ? 'best_fit' : 'least_loaded';
}
