import type { CustomerKind } from '@crm/contracts';
import type { FieldDefinition } from './fields.js';

/** How often a level is met among pairs that are one customer (m) and among pairs that are not (u). */
export interface LevelModel {
  name: string;
  m: number;
  u: number;
}

/** How often single values are met: who shares a rare one is more likely the same. */
export interface Frequencies {
  /** Share of records by the value in clear, for values that are no secret (surnames of a census). */
  words?: Record<string, number>;
  /** Share of records by token (decimal), as counted in the data. */
  tokens?: Record<string, number>;
  /** Share of a value that is not listed. */
  rest: number;
}

/**
 * Evidence that relatives and neighbours share: while `when` holds (another given name), the fields together weigh no
 * more than `most` bits, however many of them agree.
 */
export interface Limit {
  when: { field: string; level: string };
  fields: string[];
  most: number;
}

/** Everything that turns a vector into a probability; JSON, one per kind of customer. */
export interface Model {
  version: string;
  kind: CustomerKind;
  /** Share of pairs that are one customer among all pairs of records. */
  prior: number;
  /** By field, levels in the order of `fieldsOf`. */
  fields: Record<string, { levels: LevelModel[] }>;
  frequencies?: Record<string, Frequencies>;
  limits?: Limit[];
}

const ofAttributes = [
  { name: 'different', m: 0.2, u: 0.93 },
  { name: 'similar', m: 0.06, u: 0.03 },
  { name: 'close', m: 0.1, u: 0.01 },
  { name: 'exact', m: 0.64, u: 0.03 },
];

/** The model with a start for every field that it does not know: attributes are met in the data, not in the shipped model. */
export function covering(model: Model, fields: readonly FieldDefinition[]): Model {
  const missing = fields.filter(({ name }) => !model.fields[name]);
  const added = missing.map(({ name }) => [name, { levels: ofAttributes.map((level) => ({ ...level })) }] as const);
  return { ...model, fields: { ...model.fields, ...Object.fromEntries(added) } };
}

/** The attributes that a model was trained with. */
export const attributesOf = (model: Model): string[] =>
  Object.keys(model.fields)
    .filter((name) => name.startsWith('attributes.'))
    .map((name) => name.slice('attributes.'.length));
