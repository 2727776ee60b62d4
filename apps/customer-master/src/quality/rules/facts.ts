import type { CustomerKind } from '@crm/contracts';
import type { Attributes } from '../../customers/customer.shape.js';
import type { Provenance } from '../../customers/rules/claims.js';
import { industryOf } from '../../attributes/rules/definitions.js';

/** One value of the golden record. */
export interface FieldValue {
  /** As provenance names it: `/names/legal`, `/contactPoints/phone`. */
  field: string;
  value: unknown;
  /** When a record last said so or somebody last made sure of it. */
  lastAt: Date;
  /** RFC 3339; null: nobody has made sure of it. */
  verifiedAt: string | null;
}

/** Everything that a score is made of. In clear: it must not leave the transaction. */
export interface QualityFacts {
  kind: CustomerKind;
  values: FieldValue[];
  /** Types of the numbers that another customer holds. */
  contested: string[];
  /** Pairs with others that wait for a decision. */
  pairs: number;
  /** When the last e-mail to the customer came back; null: it arrived, or there was none. */
  bouncedAt: Date | null;
}

export const valuesOf = (provenance: readonly Provenance[]): FieldValue[] =>
  provenance.map(({ field, value, supporters, verifiedAt }) => {
    const said = supporters.map(({ observedAt }) => observedAt.getTime());
    return { field, value, verifiedAt, lastAt: new Date(Math.max(...said, verifiedAt ? Date.parse(verifiedAt) : 0)) };
  });

/** The industry that the attributes name. */
export function industryIn(values: readonly FieldValue[]): string | undefined {
  return industryOf(values.find(({ field }) => field === '/attributes/industry')?.value as Attributes | undefined);
}
