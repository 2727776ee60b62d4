import type { CaseKind } from '@crm/contracts';
import { type Similar, type SimilarityIndex, tellingTerms } from './similarity.js';
import { type Terms, termsOf, together } from '../../texts/rules/terms.js';

/**
 * From this score on an article is suggested. Chosen with the articles of `samples/` and the contacts of
 * `suggestions.spec.ts`: of those that no article is about the best score is 0.06, of the right articles 18 of 19 have more
 * than 0.09.
 */
export const suggestionThreshold = 0.08;

/** Why an article is suggested. */
export const suggestionReasons = ['similar_text', 'same_product', 'same_kind'] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];

/** What a case is about, besides its words. */
export interface Matter {
  kind: CaseKind;
  productId: string | null;
}

/** What an article is for. */
export interface Purpose {
  productId: string | null;
  caseKinds: readonly CaseKind[];
}

export interface Suggestion<Key> {
  key: Key;
  /** 0 to 1. */
  score: number;
  reasons: SuggestionReason[];
  /** What the texts have in common. */
  terms: string[];
}

const factors = { sameProduct: 1.3, otherKind: 0.8 };
const mostTerms = 5;

/** Terms of an article: what its title and its tags say counts three times. */
export const termsOfArticle = ({ title, body }: { title: string; body: string }, tags: readonly string[]): Terms =>
  together([termsOf(title), 3], [termsOf(tags.join('\n')), 3], [termsOf(body), 1]);

/** Terms of a case: of everything that was said in its contacts. */
export const termsOfCase = (texts: readonly string[]): Terms => termsOf(texts.join('\n'));

/**
 * Articles for a case among those whose text is similar to its terms, the best first and each once. An article of another product than
 * the case's is none; the same product speaks for one, another kind of case against it. Without words in common there is
 * nothing to weigh: product and kind alone make no suggestion.
 */
export function suggestionsFor<Key extends Purpose>(
  matter: Matter,
  index: SimilarityIndex<Key>,
  terms: Terms,
  idOf: (key: Key) => string,
): Suggestion<Key>[] {
  const best = new Map<string, Suggestion<Key> & { shared: Similar<Key>['shared'] }>();
  for (const { key, score: covered, shared } of index.similarTo(terms, suggestionThreshold / factors.sameProduct)) {
    if (key.productId !== null && matter.productId !== null && key.productId !== matter.productId) continue;
    const sameProduct = key.productId !== null && key.productId === matter.productId;
    const sameKind = key.caseKinds.includes(matter.kind);
    const weighed = covered * (sameProduct ? factors.sameProduct : 1) * (sameKind ? 1 : factors.otherKind);
    const score = Math.min(1, weighed);
    if (score < suggestionThreshold || (best.get(idOf(key))?.score ?? 0) >= score) continue;
    const reasons: SuggestionReason[] = [
      'similar_text',
      ...(sameProduct ? (['same_product'] as const) : []),
      ...(sameKind ? (['same_kind'] as const) : []),
    ];
    best.set(idOf(key), { key, score, reasons, shared, terms: [] });
  }
  return [...best.values()]
    .sort((one, other) => other.score - one.score)
    .map(({ shared, ...suggestion }) => ({ ...suggestion, terms: tellingTerms(shared, mostTerms) }));
}
