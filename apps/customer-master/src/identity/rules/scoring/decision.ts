import type { CustomerKind } from '@crm/contracts';
import { type Features, kindOf } from '../features/layout.js';
import { registeredNumbers } from '../features/registered-numbers.js';
import { fieldsOf } from './fields.js';
import { unknown, type Vector } from './vector.js';

/**
 * What is to be done with a pair. `unlikely`: not probable enough to ask a person. `rejected`: never one customer, however
 * probable, since their numbers or kinds forbid it or a person said that they are two.
 */
export type Verdict = 'auto' | 'review' | 'unlikely' | 'rejected';

/** Why two records cannot be one customer, whatever the probability. */
export type MatchVeto = 'kind_differs' | 'uscc_differs' | 'national_id_differs' | 'manual';

export interface Thresholds {
  /** From here on, with a strong identifier and no veto, records are joined without a person. */
  auto: number;
  /** From here on a person is asked. */
  review: number;
}

export const defaultThresholds: Thresholds = { auto: 0.999, review: 0.8 };

export interface Decision {
  verdict: Verdict;
  /** Fields that prove identity, strongest first. */
  strong: string[];
  vetoes: MatchVeto[];
}

/** Numbers that an authority gives to one holder, contact points that few share; by field the level that counts. */
const proofs: readonly (readonly [field: string, level: string])[] = [
  ['registration', 'same_uscc'],
  ['registration', 'same_org_code'],
  ['registration', 'same_tax'],
  ['nationalId', 'exact'],
  ['passport', 'exact'],
  ['member', 'exact'],
  ['phone', 'exact'],
  ['email', 'exact'],
  ['social', 'exact'],
];
const ofAuthorities = new Set(['registration', 'nationalId', 'passport']);

/**
 * The verdict on a pair. Joined without a person only at a probability of `auto`, with a strong identifier that agrees,
 * with names that do not speak against it, and without a veto. An address is a strong identifier of organisations only:
 * families share theirs. The same number of an authority under names that do not fit goes to a person whatever the
 * probability: one of both records is wrong.
 */
export function decide(
  kind: CustomerKind,
  vector: Vector,
  probability: number,
  vetoes: readonly MatchVeto[] = [],
  thresholds: Thresholds = defaultThresholds,
): Decision {
  const levelOf = levelsByField(kind, vector);
  const strong = [...new Set(proofs.filter(([field, level]) => levelOf(field) === level).map(([field]) => field))];
  if (kind === 'organisation' && levelOf('street') === 'exact' && isInOnePlace(levelOf('place'))) strong.push('street');
  if (vetoes.length > 0) return { verdict: 'rejected', strong, vetoes: [...vetoes] };
  const isProven = strong.some((field) => ofAuthorities.has(field));
  const isAuto = probability >= thresholds.auto && strong.length > 0 && namesAgree(kind, levelOf);
  const isForPerson = probability >= thresholds.review || isProven;
  return { verdict: isAuto ? 'auto' : isForPerson ? 'review' : 'unlikely', strong, vetoes: [] };
}

/**
 * What forbids that two records are one. Numbers of authorities are stored only with a valid check digit, so two different
 * ones are two holders; a national id with one digit dropped or two swapped cannot pass that check, hence no exception
 * for typos. Passports are renewed under new numbers and forbid nothing.
 */
export function vetoesOf(a: Features, b: Features, isManual = false): MatchVeto[] {
  return [
    ...(kindOf(a) === kindOf(b) ? [] : ['kind_differs' as const]),
    ...(haveDifferent(a, b, 'uscc') ? ['uscc_differs' as const] : []),
    ...(haveDifferent(a, b, 'national_id') ? ['national_id_differs' as const] : []),
    ...(isManual ? ['manual' as const] : []),
  ];
}

function haveDifferent(a: Features, b: Features, type: 'uscc' | 'national_id'): boolean {
  const [mine, theirs] = [registeredNumbers(a, type), registeredNumbers(b, type)];
  return mine.length > 0 && theirs.length > 0 && !mine.some((token) => theirs.includes(token));
}

/** A group of records that are, or are about to be, one customer. */
export interface Cluster {
  /** Records in it. */
  size: number;
  /** Tokens of the USCCs of its records (`registeredNumbers`). */
  usccs: readonly number[];
}

/** Most records that are joined without a person; more look like a default value that many share. */
export const largestCluster = 50;

/** Why two groups may not be joined without a person; null when they may. */
export function joinFault(a: Cluster, b: Cluster, largest = largestCluster): 'too_large' | 'two_usccs' | null {
  if (a.size + b.size > largest) return 'too_large';
  return new Set([...a.usccs, ...b.usccs]).size > 1 ? 'two_usccs' : null;
}

type LevelOf = (field: string) => string | null;

function levelsByField(kind: CustomerKind, { levels }: Vector): LevelOf {
  const fields = fieldsOf(kind);
  return (name) => {
    const at = fields.findIndex((field) => field.name === name);
    const level = levels[at];
    return level === undefined || level === unknown ? null : fields[at]!.levels[level]!.name;
  };
}

const isInOnePlace = (place: string | null): boolean =>
  place === null || place === 'same_locality' || place === 'nearly_both' || place === 'both' || place === 'near';

/** Father and son share a phone, a bookkeeper's clients too: what is shared needs a name that fits. */
function namesAgree(kind: CustomerKind, levelOf: LevelOf): boolean {
  if (kind === 'organisation') {
    const [name, generic, branch] = [levelOf('name'), levelOf('genericName'), levelOf('branch')];
    const fits = name !== null ? name !== 'different' : generic === 'related' || generic === 'exact';
    return fits && branch !== 'different' && branch !== 'one_is_branch';
  }
  const [given, family] = [levelOf('given'), levelOf('family')];
  return given !== null && given !== 'different' && family !== 'different' && levelOf('birthDate') !== 'different';
}
