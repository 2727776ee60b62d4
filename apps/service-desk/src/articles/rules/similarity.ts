import { type Terms, weightOf } from '../../texts/rules/terms.js';

/** Usual constants of BM25: how soon a repeated term counts no more, and how far a long text is discounted. */
const saturation = 1.2;
const lengthDiscount = 0.75;

type SharedTerm = readonly [term: string, value: number];

/** A text that is similar to what was asked. */
export interface Similar<Key> {
  key: Key;
  /** Share of what was asked that the text covers, 0 to 1. */
  score: number;
  /** The terms in common, with how much each tells. */
  shared: SharedTerm[];
}

interface Entry<Key> {
  key: Key;
  length: number;
  terms: readonly string[];
}

/**
 * Texts that similar ones are looked for among.
 *
 * The measure is Okapi BM25 (Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with
 * the inverse document frequency ln(1 + (N − n + ½)/(n + ½)) of Lucene, which is never negative), divided by the most
 * that the terms of the question could reach: so it says how much of a complaint a text covers, and one threshold
 * serves short and long complaints. A term that no text holds counts like the rarest one that is known.
 */
export class SimilarityIndex<Key> {
  private readonly entries: (Entry<Key> | undefined)[] = [];
  private readonly places = new Map<string, number>();
  private readonly free: number[] = [];
  /** Of each term the place of a text that holds it and how often it does, then the next one: flat, since there are many. */
  private readonly holders = new Map<string, number[]>();
  private totalLength = 0;

  /** Names of the texts. */
  get names(): Iterable<string> {
    return this.places.keys();
  }

  /** Adds a text, or puts it in the place of the one that had the name. */
  put(name: string, key: Key, terms: Terms): void {
    this.remove(name);
    const place = this.free.pop() ?? this.entries.length;
    const length = [...terms.values()].reduce((sum, count) => sum + count, 0);
    this.entries[place] = { key, terms: [...terms.keys()], length };
    this.places.set(name, place);
    this.totalLength += length;
    for (const [term, count] of terms) {
      const holders = this.holders.get(term);
      if (holders) holders.push(place, count);
      else this.holders.set(term, [place, count]);
    }
  }

  remove(name: string): void {
    const place = this.places.get(name);
    if (place === undefined) return;
    const { terms, length } = this.entries[place]!;
    this.entries[place] = undefined;
    this.places.delete(name);
    this.free.push(place);
    this.totalLength -= length;
    for (const term of terms) {
      const others = this.holders.get(term)!.filter((_, at, pairs) => pairs[at - (at % 2)] !== place);
      if (others.length > 0) this.holders.set(term, others);
      else this.holders.delete(term);
    }
  }

  /** Texts that cover at least this share of what is asked, the most similar first. */
  similarTo(asked: Terms, least: number): Similar<Key>[] {
    const meanLength = this.totalLength / this.places.size;
    const discounts = this.entries.map((entry) => (entry ? discountOf(entry.length / meanLength) : 0));
    const sums = new Float64Array(this.entries.length);
    let most = 0;
    for (const term of asked.keys()) {
      const value = this.valueOf(term);
      most += value;
      const holders = this.holders.get(term) ?? [];
      for (let at = 0; at < holders.length; at += 2) {
        const [place, count] = [holders[at]!, holders[at + 1]!];
        sums[place]! += (value * count) / (count + discounts[place]!);
      }
    }
    // The constant factor (k₁ + 1) of BM25 stands in the sum and in the most that it can be: left out in both.
    return this.entries
      .flatMap((entry, place) => {
        const score = most > 0 ? sums[place]! / most : 0;
        return entry && score > 0 && score >= least
          ? [{ key: entry.key, score, shared: this.shared(asked, entry) }]
          : [];
      })
      .sort((one, other) => other.score - one.score);
  }

  private shared(asked: Terms, { terms }: Entry<Key>): SharedTerm[] {
    const held = new Set(terms);
    return [...asked.keys()].flatMap((term) => (held.has(term) ? [[term, this.valueOf(term)] as const] : []));
  }

  /** How much a term tells: more if it is rare. */
  private valueOf(term: string): number {
    const holders = Math.max(1, (this.holders.get(term)?.length ?? 0) / 2);
    return weightOf(term) * Math.log(1 + (this.places.size - holders + 0.5) / (holders + 0.5));
  }
}

/** @param length of a text, in lengths of the mean one */
const discountOf = (length: number): number => saturation * (1 - lengthDiscount + lengthDiscount * length);

/** Those of the terms in common that tell most, whole words and pairs rather than the characters that they are made of. */
export function tellingTerms(shared: readonly SharedTerm[], most: number): string[] {
  const sorted = [...shared].sort(([, one], [, other]) => other - one).map(([term]) => term);
  const pairs = sorted.filter((term) => [...term].length > 1);
  const alone = sorted.filter((term) => [...term].length === 1 && !pairs.some((pair) => pair.includes(term)));
  return [...pairs, ...alone].slice(0, most);
}
