import type { FieldGroup } from '../customer.shape.js';
import { isEdit, type Statement } from './statement.js';
import { type Grounds, trustIn } from './trust.js';

/** One value that one record says. */
export interface Claim<Value = unknown> {
  value: Value;
  statement: Statement;
  /** When somebody made sure of this very value; null: nobody has. RFC 3339. */
  verifiedAt: string | null;
}

/** Where one value of the golden record comes from, and what others say instead. */
export interface Provenance extends Claim {
  /** JSON pointer into the golden record, a list's entry by its type: `/names/legal`, `/person/birthDate`. */
  field: string;
  /** Every record that says the same, the winner first. */
  supporters: Statement[];
  alternatives: (Claim & { supporters: Statement[] })[];
}

/** What the derivation of each group works with. */
export interface Derivation {
  statements: readonly Statement[];
  grounds: Grounds;
  verifiedAt: (field: string, key: string) => string | null;
  /** Where each value comes from; filled on the way. */
  found: Provenance[];
}

/**
 * The order in which claims about a group are believed: pin > verified > trust > most recent; of two pins, which only a
 * merge can bring together, the newer. Ties are broken by the record's id, so that no order of rows decides.
 */
export const byBelief =
  (group: FieldGroup, { rules }: Grounds) =>
  (a: Claim, b: Claim): number =>
    Number(isEdit(b.statement)) - Number(isEdit(a.statement)) ||
    (isEdit(a.statement) ? pinnedAt(b.statement, group) - pinnedAt(a.statement, group) : 0) ||
    Number(b.verifiedAt !== null) - Number(a.verifiedAt !== null) ||
    trustIn(rules, b.statement.source, group) - trustIn(rules, a.statement.source, group) ||
    b.statement.observedAt.getTime() - a.statement.observedAt.getTime() ||
    (a.statement.recordId < b.statement.recordId ? -1 : 1);

/** When an edit pinned the group; it may have been written again later for the sake of another one. */
const pinnedAt = ({ facts, observedAt }: Statement, group: FieldGroup): number => {
  const at = facts.stewardship?.pins?.[group]?.at;
  return at ? Date.parse(at) : observedAt.getTime();
};

/** Finds out when somebody made sure of a value. */
export function verifications(statements: readonly Statement[]): (field: string, key: string) => string | null {
  const newest = new Map<string, string>();
  for (const { field, key, at } of statements.flatMap(({ facts }) => facts.stewardship?.verified ?? [])) {
    const name = `${field} ${key}`;
    if (at > (newest.get(name) ?? '')) newest.set(name, at);
  }
  return (field, key) => newest.get(`${field} ${key}`) ?? null;
}

export type ListGroup = 'names' | 'identifiers' | 'contactPoints' | 'addresses';

/** The claims that count about a list: those of the newest pin alone, where there is one. */
export function heard<Item>(
  claims: readonly Claim<Item>[],
  statements: readonly Statement[],
  group: ListGroup,
): Claim<Item>[] {
  const pin = newestPin(statements, group);
  return pin ? claims.filter(({ statement }) => statement === pin) : [...claims];
}

/** The edit that decides about a list, also when it empties it. */
export const newestPin = (statements: readonly Statement[], group: ListGroup): Statement | undefined =>
  statements
    .filter((statement) => isEdit(statement) && statement.facts[group] !== undefined)
    .sort((a, b) => pinnedAt(b, group) - pinnedAt(a, group) || (a.recordId < b.recordId ? -1 : 1))[0];

/** The records that say the same, this one first. */
export function supportersOf<Value>(
  claim: Claim<Value>,
  all: readonly Claim<Value>[],
  keyOf: (claim: Claim<Value>) => string,
): Statement[] {
  const same = all.filter((other) => keyOf(other) === keyOf(claim)).map(({ statement }) => statement);
  return [...new Set([claim.statement, ...same])];
}

/** The first of each key. */
export function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map<string, Item>();
  for (const item of items) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  return [...byKey.values()];
}
