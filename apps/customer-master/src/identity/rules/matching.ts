import type { CustomerKind } from '@crm/contracts';
import type { Features } from './features/layout.js';
import { contradict } from './scoring/contradictions.js';

/** Why two records look like one customer, strongest first. */
export const matchReasons = [
  'same_source_record',
  'same_uscc',
  'same_org_code',
  'same_national_id',
  'same_passport',
  'same_phone',
  'same_email',
  'same_name',
  'resembles',
] as const;
export type MatchReason = (typeof matchReasons)[number];

/** Why they cannot be one. */
export const vetoes = ['kind_differs', 'uscc_differs', 'national_id_differs'] as const;
export type Veto = (typeof vetoes)[number];

/** A value that can be compared without being known: numbers of authorities in clear, everything personal as a keyed hash. */
export interface MatchKey {
  type: 'uscc' | 'org_code' | 'national_id' | 'passport' | 'phone' | 'email';
  key: string;
}

/** One side of a comparison. */
export interface Evidence {
  kind: CustomerKind;
  keys: readonly MatchKey[];
  /** Keyed hashes of every form of the name. */
  nameKeys: readonly string[];
  /** What else its records say; null for nothing that could contradict. */
  features?: Features | null;
}

export interface Comparison {
  /** Certainly one customer. */
  isCertain: boolean;
  reasons: MatchReason[];
  vetoes: Veto[];
}

/** One alone proves identity: the state gives each to one holder. */
const proofs: readonly string[] = ['uscc', 'org_code', 'national_id', 'passport'];

/**
 * Exact identifiers only. Certain is: the same number of an authority; or the same phone or e-mail together with the same
 * name in any of its forms, unless they were born on different days or are different branches. A shared phone alone proves
 * nothing (families, switchboards), a shared name even less. Phones and e-mails that too many have must not be among the keys.
 */
export function compare(a: Evidence, b: Evidence): Comparison {
  const shared = a.keys.filter((mine) => b.keys.some((theirs) => theirs.type === mine.type && theirs.key === mine.key));
  const types = new Set(shared.map(({ type }) => type));
  const sameName = a.nameKeys.some((key) => b.nameKeys.includes(key));
  const found = vetoesBetween(a, b);
  const isProven = [...types].some((type) => proofs.includes(type));
  const isReachedAlike = (types.has('phone') || types.has('email')) && sameName;
  return {
    isCertain: found.length === 0 && (isProven || (isReachedAlike && !mayDiffer(a, b))),
    reasons: matchReasons.filter((reason) =>
      reason === 'same_name' ? sameName : types.has(reason.slice(5) as MatchKey['type']),
    ),
    vetoes: found,
  };
}

/** What forbids that two are one, whoever asks for it. */
export function vetoesBetween(a: Evidence, b: Evidence): Veto[] {
  return [
    ...(a.kind === b.kind ? [] : ['kind_differs' as const]),
    ...(differ(a, b, 'uscc') ? ['uscc_differs' as const] : []),
    ...(differ(a, b, 'national_id') ? ['national_id_differs' as const] : []),
  ];
}

const mayDiffer = ({ features: a }: Evidence, { features: b }: Evidence): boolean =>
  a != null && b != null && contradict(a, b);

function differ(a: Evidence, b: Evidence, type: MatchKey['type']): boolean {
  const keysOf = ({ keys }: Evidence): string[] => keys.filter((key) => key.type === type).map(({ key }) => key);
  const [mine, theirs] = [keysOf(a), keysOf(b)];
  return mine.length > 0 && theirs.length > 0 && !mine.some((key) => theirs.includes(key));
}

/** How much a list of reasons weighs: less is stronger. */
export const strengthOf = (reasons: readonly MatchReason[]): number =>
  Math.min(...reasons.map((reason) => matchReasons.indexOf(reason)), matchReasons.length);
