import { type FieldValue, industryIn, type QualityFacts } from './facts.js';
import { faultsOf, type Judging } from './faults.js';
import { placeholderWords } from './placeholders.js';
import {
  type Dimension,
  dimensions,
  expectedOf,
  type FaultCode,
  maxAgeOf,
  type QualityRulesData,
} from './quality-rules.js';
import type { ReasonCode } from './reasons.js';

const dayMs = 86_400_000;

/** Why points are missing: codes and names of fields, never a value. */
export interface Reason {
  code: ReasonCode;
  /** As provenance names it; null where it is about the whole customer. */
  field: string | null;
  /** Points of the score, above 0. */
  lost: number;
}

/** What is known of one expected field, or of another one with a fault. */
export interface FieldState {
  field: string;
  /** 0: nobody expects it; it counts because something is wrong with it. */
  weight: number;
  present: boolean;
  /** 0 to 1: the share of its values' validity that no fault takes. */
  valid: number;
  faults: FaultCode[];
  fresh: boolean;
  lastAt: Date | null;
  verifiedAt: string | null;
  maxAgeDays: number | null;
}

export interface QualityScore {
  /** 0 to 100. */
  score: number;
  /** 0 to 100 each. */
  dimensions: Record<Dimension, number>;
  /** What costs most first. */
  reasons: Reason[];
  fields: FieldState[];
  /** When time alone makes it another score; null: never. */
  staleAt: Date | null;
}

/**
 * The quality of one record: simple ratios per dimension and their weighted mean (Pipino, Lee, Wang: Data Quality
 * Assessment, CACM 45(4), 2002). With w the weight of an expected field and W their sum. What is missing is neither valid
 * nor fresh: otherwise a record of one good phone would be almost perfect, and filling a gap could cost points.
 *
 *   completeness = Σ w·present / W        validity  = Σ w·present·valid / (W + E)
 *   freshness    = Σ w·present·fresh / W  uniqueness = 1 / (1 + open pairs)
 *   score        = 100 · Σ weight·dimension / Σ weight
 *
 * E counts 1 for each field that nobody expects and that has a fault, `valid` of it taken off. The points that the
 * reasons name add up to what is missing to 100.
 */
export function score(facts: QualityFacts, rules: QualityRulesData, now: Date): QualityScore {
  const judging: Judging = { facts, rules, words: placeholderWords(rules.placeholders), now };
  const expected = expectedOf(rules, facts.kind, industryIn(facts.values)).map(({ field, weight }) =>
    stateOf(
      field,
      weight,
      facts.values.filter((value) => isOf(value.field, field)),
      judging,
    ),
  );
  const others = [...new Set(facts.values.map(({ field }) => field))]
    .filter((field) => !expected.some((state) => isOf(field, state.field)))
    .map((field) =>
      stateOf(
        field,
        0,
        facts.values.filter((value) => value.field === field),
        judging,
      ),
    )
    .filter(({ faults }) => faults.length > 0);
  const losses = lossesOf(expected, others, facts, rules);
  return {
    score: rounded(100 - losses.reduce((sum, { lost }) => sum + lost, 0)),
    dimensions: dimensionsOf(expected, others, twinsOf(facts)),
    reasons: reasonsOf(losses),
    fields: [...expected, ...others],
    staleAt: staleAtOf(expected),
  };
}

/** A number that another customer holds makes two of them, even before anybody compared them. */
const twinsOf = ({ pairs, contested }: QualityFacts): number => Math.max(pairs, contested.length > 0 ? 1 : 0);

const isOf = (field: string, expected: string): boolean => field === expected || field.startsWith(`${expected}/`);

function stateOf(field: string, weight: number, values: readonly FieldValue[], judging: Judging): FieldState {
  const faults = values.map((value) => faultsOf(value, judging));
  const worst = faults.map((codes) => Math.max(0, ...codes.map((code) => judging.rules.faults[code])));
  const newest = [...values].sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0];
  const maxAgeDays = maxAgeOf(judging.rules, field);
  const verified = values.flatMap(({ verifiedAt }) => verifiedAt ?? []).sort();
  return {
    field,
    weight,
    present: values.length > 0,
    valid: values.length > 0 ? 1 - worst.reduce((sum, share) => sum + share, 0) / values.length : 0,
    faults: [...new Set(faults.flat())],
    fresh: newest !== undefined && (maxAgeDays === null || endOf(newest.lastAt, maxAgeDays) > judging.now),
    lastAt: newest?.lastAt ?? null,
    verifiedAt: verified.at(-1) ?? null,
    maxAgeDays,
  };
}

const endOf = (lastAt: Date, days: number): Date => new Date(lastAt.getTime() + days * dayMs);

const sum = (states: readonly FieldState[], of: (state: FieldState) => number): number =>
  states.reduce((total, state) => total + of(state), 0);

/** Over what validity is a ratio. */
const validityTotal = (expected: readonly FieldState[], others: readonly FieldState[]): number =>
  sum(expected, ({ weight }) => weight) + others.length;

function dimensionsOf(
  expected: readonly FieldState[],
  others: readonly FieldState[],
  twins: number,
): QualityScore['dimensions'] {
  const total = sum(expected, ({ weight }) => weight);
  const valid = sum(expected, ({ weight, valid: share }) => weight * share) + sum(others, ({ valid: share }) => share);
  return {
    completeness: rounded((100 * sum(expected, ({ weight, present }) => (present ? weight : 0))) / total),
    validity: rounded((100 * valid) / validityTotal(expected, others)),
    freshness: rounded((100 * sum(expected, ({ weight, fresh }) => (fresh ? weight : 0))) / total),
    uniqueness: rounded(100 / (1 + twins)),
  };
}

function lossesOf(
  expected: readonly FieldState[],
  others: readonly FieldState[],
  facts: QualityFacts,
  rules: QualityRulesData,
): Reason[] {
  const whole = dimensions.reduce((total, dimension) => total + rules.weights[dimension], 0);
  const points = (dimension: Dimension): number => (100 * rules.weights[dimension]) / whole;
  const total = sum(expected, ({ weight }) => weight);
  const perWeight = points('validity') / validityTotal(expected, others);
  const ofFields = expected.flatMap((state): Reason[] => {
    const { field, weight, present, fresh } = state;
    const share = weight / total;
    if (!present) {
      const lost = share * (points('completeness') + points('freshness')) + weight * perWeight;
      return [{ code: 'missing', field, lost }];
    }
    const stale: Reason[] = fresh ? [] : [{ code: 'stale', field, lost: share * points('freshness') }];
    return [...stale, ...invalid(state, weight * perWeight, rules)];
  });
  const twins = twinsOf(facts);
  const duplicate = {
    code: 'possible_duplicate' as const,
    field: null,
    lost: points('uniqueness') * (1 - 1 / (1 + twins)),
  };
  return [...ofFields, ...others.flatMap((state) => invalid(state, perWeight, rules)), duplicate];
}

/** What a field's faults cost, each by its share. */
function invalid({ field, valid, faults }: FieldState, points: number, rules: QualityRulesData): Reason[] {
  const all = faults.reduce((total, code) => total + rules.faults[code], 0);
  return faults.map((code) => ({ code, field, lost: ((1 - valid) * points * rules.faults[code]) / all }));
}

const reasonsOf = (losses: readonly Reason[]): Reason[] =>
  losses
    .map((reason) => ({ ...reason, lost: rounded(reason.lost) }))
    .filter(({ lost }) => lost > 0)
    .sort((a, b) => b.lost - a.lost || (`${a.field}${a.code}` < `${b.field}${b.code}` ? -1 : 1));

function staleAtOf(expected: readonly FieldState[]): Date | null {
  const ends = expected.flatMap(({ fresh, lastAt, maxAgeDays }) =>
    fresh && lastAt && maxAgeDays !== null ? endOf(lastAt, maxAgeDays).getTime() : [],
  );
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
