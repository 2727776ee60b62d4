import type { TokenHash } from '../features/tokens.js';
import { tokenOf } from '../features/tokens.js';
import type { FieldDefinition } from './fields.js';
import type { Model } from './model.js';
import { unknown, type Vector } from './vector.js';

/** A model made ready for vectors of certain fields. */
export interface Scorer {
  /** Bits for (positive) and against one customer, all fields together, without the prior. */
  weight(vector: Vector): number;
  /** Probability that both records are one customer, 0 to 1. */
  probability(vector: Vector): number;
  /** Bits of one field, with what its shared value weighs; not limited. */
  fieldWeight(vector: Vector, field: number): number;
  /** The probability that belongs to a weight. */
  probabilityOf(weight: number): number;
}

/** Most bits by which a rare or common value changes the weight of its level. */
const mostTermBits = 10;

/** Without a hash, frequencies of values in clear are not looked at. */
export function scorer(model: Model, fields: readonly FieldDefinition[], hash?: TokenHash): Scorer {
  const weights = fields.map(({ name }) => weightsOf(model, name));
  const terms = fields.map((field) => termsOf(model, field, hash));
  const limits = limitsOf(model, fields);
  const priorBits = Math.log2(model.prior / (1 - model.prior));

  const fieldWeight = ({ levels, terms: shared }: Vector, field: number): number => {
    const level = levels[field]!;
    if (level === unknown) return 0;
    const term = shared[field]!;
    return weights[field]![level]! + (term === 0 ? 0 : (terms[field]?.(term) ?? 0));
  };
  const weight = (vector: Vector): number => {
    let total = 0;
    for (let field = 0; field < weights.length; field += 1) total += fieldWeight(vector, field);
    for (const { field, level, limited, most } of limits) {
      if (vector.levels[field] !== level) continue;
      let shared = 0;
      for (const at of limited) shared += Math.max(0, fieldWeight(vector, at));
      if (shared > most) total -= shared - most;
    }
    return total;
  };
  const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -(bits + priorBits));
  return { weight, fieldWeight, probabilityOf, probability: (vector) => probabilityOf(weight(vector)) };
}

function weightsOf(model: Model, name: string): Float64Array {
  const field = model.fields[name];
  if (!field) throw new Error(`the model ${model.version} has no field ${name}`);
  return Float64Array.from(field.levels, ({ m, u }) => Math.log2(m / u));
}

/** Bits that a shared value adds to its level: many where few others have it. */
function termsOf(model: Model, field: FieldDefinition, hash: TokenHash | undefined) {
  const table = model.frequencies?.[field.name];
  if (!table || field.termFrom === undefined) return undefined;
  const usual = model.fields[field.name]!.levels.slice(field.termFrom).reduce((sum, { u }) => sum + u, 0);
  const bits = (share: number): number =>
    Math.max(-mostTermBits, Math.min(mostTermBits, Math.log2(usual / Math.max(share, 1e-9))));
  const byToken = new Map<number, number>();
  for (const [token, share] of Object.entries(table.tokens ?? {})) byToken.set(Number(token), bits(share));
  if (hash && table.words) {
    const domain = termDomain(field.name);
    for (const [word, share] of Object.entries(table.words)) byToken.set(tokenOf(hash, domain, word), bits(share));
  }
  const rest = bits(table.rest);
  return (token: number): number => byToken.get(token) ?? rest;
}

/** The domain in which the values of a field were hashed. */
function termDomain(field: string): string {
  if (field === 'given' || field === 'family') return 'name';
  if (field === 'name') return 'core';
  return field === 'place' ? 'locality' : `attribute ${field.slice('attributes.'.length)}`;
}

function limitsOf(model: Model, fields: readonly FieldDefinition[]) {
  const indexOf = (name: string): number => fields.findIndex((field) => field.name === name);
  return (model.limits ?? []).map(({ when, fields: limited, most }) => ({
    field: indexOf(when.field),
    level: fields[indexOf(when.field)]!.levels.findIndex(({ name }) => name === when.level),
    limited: limited.map(indexOf),
    most,
  }));
}
