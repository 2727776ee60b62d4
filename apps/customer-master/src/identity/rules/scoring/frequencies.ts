import type { CustomerKind } from '@crm/contracts';
import { attributeName } from '../features/attribute-name.js';
import {
  address,
  attribute,
  attributeLength,
  type Features,
  firm,
  firmLength,
  part,
  partLength,
  sections,
  startOf,
} from '../features/layout.js';
import { attributeField } from './fields.js';
import type { Frequencies } from './model.js';

/** Counts how many records have each value of the fields where that matters. */
export class TermCounts {
  private readonly counts = new Map<string, Map<number, number>>();
  private readonly attributes: ReadonlyMap<number, string>;

  constructor(
    private readonly kind: CustomerKind,
    attributes: readonly string[] = [],
  ) {
    this.attributes = new Map(attributes.map((name) => [attributeName(name), attributeField(name)]));
  }

  add(features: Features): void {
    if (this.kind === 'person') this.addPerson(features);
    else {
      const end = startOf(features, sections.names + 1);
      for (let at = startOf(features, sections.names); at < end; at += firmLength(features[at]!)) {
        this.count('name', features[at + firm.core]!);
      }
    }
    const end = startOf(features, sections.addresses + 1);
    for (let at = startOf(features, sections.addresses); at < end; at += features[at]!) {
      this.count('place', features[at + address.locality]!);
    }
    this.addAttributes(features);
  }

  /** Shares of the `most` commonest values, the rest together; fields that nobody has are not in it. */
  frequencies(most = 2_000): Record<string, Frequencies> {
    return Object.fromEntries([...this.counts].map(([field, counts]) => [field, sharesOf(counts, most)]));
  }

  private addPerson(features: Features): void {
    const end = startOf(features, sections.names + 1);
    for (let at = startOf(features, sections.names); at < end;) {
      for (const field of ['given', 'family']) {
        const meta = features[at]!;
        if (meta !== 0) this.count(field, features[at + part.exact]!);
        at += partLength(meta);
      }
    }
  }

  private addAttributes(features: Features): void {
    const end = startOf(features, sections.attributes + 1);
    for (let at = startOf(features, sections.attributes); at < end;) {
      const field = this.attributes.get(features[at]!);
      if (field) this.count(field, features[at + attribute.exact]!);
      at += attributeLength(features[at + attribute.meta]!);
    }
  }

  private count(field: string, token: number): void {
    if (token === 0) return;
    let counts = this.counts.get(field);
    if (!counts) this.counts.set(field, (counts = new Map<number, number>()));
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
}

function sharesOf(counts: ReadonlyMap<number, number>, most: number): Frequencies {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const tail = ranked.slice(most);
  const tailTotal = tail.reduce((sum, [, count]) => sum + count, 0);
  // What two records that share a value of the tail have to expect: the mean over its records, not over its values.
  const mean = tail.reduce((sum, [, count]) => sum + count * count, 0) / Math.max(tailTotal, 1);
  return {
    tokens: Object.fromEntries(ranked.slice(0, most).map(([token, count]) => [String(token), count / total])),
    rest: Math.max(mean, 1) / total,
  };
}
