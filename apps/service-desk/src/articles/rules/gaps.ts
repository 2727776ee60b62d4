import type { CaseKind } from '@crm/contracts';
import type { Terms } from '../../texts/rules/terms.js';

/** A case that no article helped with: none was used, none is similar. */
export interface UnhelpedCase {
  id: string;
  productId: string | null;
  /** What an assessment found; null: not assessed. */
  causeId: string | null;
  kind: CaseKind;
  /** Whose it is; null: not known. */
  customerId: string | null;
  terms: Terms;
}

/** In how many cases each term is. */
export class TermCounts {
  cases = 0;
  private readonly holding = new Map<string, number>();

  add(terms: Terms): void {
    this.cases++;
    for (const term of terms.keys()) this.holding.set(term, (this.holding.get(term) ?? 0) + 1);
  }

  rarityOf(term: string): number {
    return Math.log(1 + this.cases / this.holding.get(term)!);
  }
}

/** Cases that have a product, a kind and a cause in common; without a cause, words where these tell them from the others. */
export interface Gap {
  productId: string | null;
  causeId: string | null;
  kind: CaseKind;
  /** What many of them say; null: nothing in particular. */
  term: string | null;
  caseIds: string[];
}

/** Fewer customers than this have no term in common: what one customer alone says (its name) is nobody else's business. */
const fewestCustomers = 3;
const longestTerm = 8;
/** The share of a term's cases that also hold the next character, from which on it belongs to the term. */
const belongs = 0.8;

/**
 * Where knowledge is missing: groups of at least `fewest` cases, the largest first. Of a product and kind the cases with the
 * same cause are one group; of those that nobody assessed the term
 * that most cases share, and that tells them from all the other cases, takes its cases; then the next one, until no term
 * has enough.
 * @param said how many cases of all say each term, those too that an article helps with; null: terms are not to be told
 */
export function gapsOf(cases: readonly UnhelpedCase[], fewest: number, said: TermCounts | null): Gap[] {
  return byMatter(cases)
    .flatMap((group) => (said && group[0]!.causeId === null ? byTerm(group, fewest, said) : [gapOf(group, null)]))
    .filter(({ caseIds }) => caseIds.length >= fewest)
    .sort((one, other) => other.caseIds.length - one.caseIds.length);
}

function byMatter(cases: readonly UnhelpedCase[]): UnhelpedCase[][] {
  const groups = new Map<string, UnhelpedCase[]>();
  for (const kase of cases) {
    const name = `${kase.kind} ${kase.causeId ?? ''} ${kase.productId ?? ''}`;
    const group = groups.get(name);
    if (group) group.push(kase);
    else groups.set(name, [kase]);
  }
  return [...groups.values()];
}

function byTerm(group: readonly UnhelpedCase[], fewest: number, said: TermCounts): Gap[] {
  const gaps: Gap[] = [];
  let rest = group;
  for (;;) {
    const term = leadingTerm(rest, fewest, said);
    if (term === null) return rest.length > 0 ? [...gaps, gapOf(rest, null)] : gaps;
    const holders = rest.filter(({ terms }) => terms.has(term));
    gaps.push(gapOf(holders, whole(term, holders)));
    rest = rest.filter(({ terms }) => !terms.has(term));
  }
}

function leadingTerm(cases: readonly UnhelpedCase[], fewest: number, said: TermCounts): string | null {
  const leading = [...customersByTerm(cases)]
    .filter(([term, customers]) => [...term].length > 1 && customers >= Math.max(fewest, fewestCustomers))
    .map(([term, customers]) => ({ term, weight: customers * said.rarityOf(term) }))
    .sort((one, other) => other.weight - one.weight || (one.term < other.term ? -1 : 1));
  return leading[0]?.term ?? null;
}

/** The pair with the characters that nearly everybody who says it has beside it: 密封 becomes 密封圈. */
function whole(term: string, holders: readonly UnhelpedCase[]): string {
  if (!isPair(term)) return term;
  const customers = customersByTerm(holders);
  const enough = customers.get(term)! * belongs;
  const pairs = [...customers].flatMap(([pair, count]) => (isPair(pair) && count >= enough ? [pair] : []));
  let known = [...term];
  while (known.length < longestTerm) {
    const text = known.join('');
    const after = pairs.find((pair) => pair.startsWith(known.at(-1)!) && !text.includes(pair));
    const before = pairs.find((pair) => pair.endsWith(known[0]!) && !text.includes(pair));
    if (after) known = [...known, [...after][1]!];
    else if (before) known = [[...before][0]!, ...known];
    else break;
  }
  return known.join('');
}

const isPair = (term: string): boolean => /^\p{Script=Han}{2}$/u.test(term);

/** How many different customers say each term; a case of nobody known counts as one. */
function customersByTerm(cases: readonly UnhelpedCase[]): Map<string, number> {
  const customersOf = new Map<string, Set<string>>();
  for (const { id, customerId, terms } of cases)
    for (const term of terms.keys()) {
      const customers = customersOf.get(term);
      if (customers) customers.add(customerId ?? id);
      else customersOf.set(term, new Set([customerId ?? id]));
    }
  return new Map([...customersOf].map(([term, customers]) => [term, customers.size]));
}

const gapOf = (cases: readonly UnhelpedCase[], term: string | null): Gap => ({
  productId: cases[0]!.productId,
  causeId: cases[0]!.causeId,
  kind: cases[0]!.kind,
  term,
  caseIds: cases.map(({ id }) => id),
});
