import type { CaseKind, ValueLevel } from '@crm/contracts';

/** What somebody can be given. A list that is empty says nothing: everything. */
export interface Skills {
  kinds: readonly CaseKind[];
  /** Ids in the ERP; one that ends with `*` stands for every product whose id begins so. */
  products: readonly string[];
  languages: readonly string[];
  regions: readonly string[];
  levels: readonly ValueLevel[];
}

/** How exactly a list of products names one: by its id, by a group, not at all; `null` where the list says nothing. */
export function productMatch(products: readonly string[], productId: string | null): 'exact' | 'group' | 'none' | null {
  if (products.length === 0 || productId === null) return null;
  if (products.includes(productId)) return 'exact';
  const inGroup = (entry: string): boolean => entry.endsWith('*') && productId.startsWith(entry.slice(0, -1));
  return products.some(inGroup) ? 'group' : 'none';
}

/** Whether a list allows a value: it is empty, or names it, or the value is not known. */
export const allows = <Value>(list: readonly Value[], value: Value | null): boolean =>
  list.length === 0 || value === null || list.includes(value);

/** Whether a list names a value: it is not empty, and the value is known. */
export const names = <Value>(list: readonly Value[], value: Value | null): boolean =>
  value !== null && list.includes(value);
