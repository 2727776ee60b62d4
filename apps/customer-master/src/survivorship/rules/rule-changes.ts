import type { Provenance } from '../../customers/rules/claims.js';
import { canonical, type Statement } from '../../customers/rules/statement.js';
import { deriveGolden } from '../../customers/rules/survivorship.js';
import type { TrustRules } from '../../customers/rules/trust.js';

/** What one field of one customer says under two sets of rules; null: nothing. */
export interface FieldChange {
  field: string;
  before: Provenance[];
  after: Provenance[];
}

/** The fields whose values differ when the same records are judged by other rules. */
export function changesBetween(
  statements: readonly Statement[],
  { before, after, now }: { before: TrustRules; after: TrustRules; now: Date },
): FieldChange[] {
  const [old, next] = [before, after].map((rules) => deriveGolden(statements, { rules, now }).provenance);
  const fields = [...new Set([...old!, ...next!].map(({ field }) => field))].sort();
  const of = (entries: Provenance[], field: string): Provenance[] => entries.filter((entry) => entry.field === field);
  return fields
    .map((field) => ({ field, before: of(old!, field), after: of(next!, field) }))
    .filter((change) => valuesOf(change.before) !== valuesOf(change.after));
}

/** The order counts: of several phones the first is the one that is dialled. */
const valuesOf = (entries: readonly Provenance[]): string => canonical(entries.map(({ value }) => value));
