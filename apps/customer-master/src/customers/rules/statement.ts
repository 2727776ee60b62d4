import type { CustomerFacts } from '../customer.shape.js';

/** What one source record says today. */
export interface Statement {
  recordId: string;
  source: string;
  sourceId: string;
  observedAt: Date;
  facts: CustomerFacts;
}

/** Source of edits made here. They are pins: a group that one of them holds is not decided by any other record. */
export const editSource = 'mdm';

/** Source of customers that somebody registered here by hand, without a system that knows them. */
export const manualSource = 'manual';

/** Whom to believe when systems disagree, best first; systems that are not named come last. */
const trust = [editSource, 'erp', 'finance', 'sales', 'service'];

const rankOf = (source: string): number => (trust.includes(source) ? trust.indexOf(source) : trust.length);

/** The most believable first; ties are broken by the record's id, so that no order of rows decides. */
export const byRank = (a: Statement, b: Statement): number =>
  rankOf(a.source) - rankOf(b.source) ||
  b.observedAt.getTime() - a.observedAt.getTime() ||
  (a.recordId < b.recordId ? -1 : 1);

/** Where one value of the golden record comes from, and what others say instead. */
export interface Provenance {
  /** JSON pointer into the golden record, a list's entry by its type: `/names/legal`, `/person/birthDate`. */
  field: string;
  value: unknown;
  statement: Statement;
  alternatives: { value: unknown; statement: Statement }[];
}

export type ListGroup = 'names' | 'identifiers' | 'contactPoints' | 'addresses';

/** The statements that may speak about a list: the newest pin alone, where there is one. */
export function speakers(ranked: readonly Statement[], group: ListGroup): readonly Statement[] {
  const pin = ranked.find((statement) => statement.source === editSource && statement.facts[group] !== undefined);
  return pin ? [pin] : ranked;
}

/** JSON with sorted keys: equal content, equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** The first of each key. */
export function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map<string, Item>();
  for (const item of items) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  return [...byKey.values()];
}
