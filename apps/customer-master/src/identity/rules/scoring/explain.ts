import { type FieldDefinition, fieldsOf, type Label } from './fields.js';
import { attributesOf, type Model } from './model.js';
import { scorer } from './scorer.js';
import type { TokenHash } from '../features/tokens.js';
import { unknown, type Vector } from './vector.js';

/** What one field said. */
export interface FieldReason {
  field: string;
  fieldLabel: Label;
  /** Name of the level; null when one side does not know the field. */
  level: string | null;
  levelLabel: Label;
  /** Bits for (positive) or against; 0 when unknown. */
  weight: number;
}

/** Why two records look like one customer, field by field. */
export interface Explanation {
  modelVersion: string;
  fields: FieldReason[];
  /** Bits of the prior: how unlikely two records are one customer before anything is compared. */
  prior: number;
  /** Bits taken away because relatives or neighbours would share the same; 0 or negative. */
  limited: number;
  /** All of it together. */
  total: number;
  probability: number;
}

/** Of a vector that was compared with the same model, or with one of the same fields. */
export function explain(vector: Vector, model: Model, hash?: TokenHash): Explanation {
  const fields = fieldsOf(model.kind, attributesOf(model));
  const scores = scorer(model, fields, hash);
  const reasons = fields.map((field, at) => reasonOf(field, vector.levels[at]!, scores.fieldWeight(vector, at)));
  const weight = scores.weight(vector);
  const prior = Math.log2(model.prior / (1 - model.prior));
  return {
    modelVersion: model.version,
    fields: reasons,
    prior,
    limited: weight - reasons.reduce((sum, reason) => sum + reason.weight, 0),
    total: weight + prior,
    probability: scores.probabilityOf(weight),
  };
}

function reasonOf(field: FieldDefinition, level: number, weight: number): FieldReason {
  const definition = level === unknown ? undefined : field.levels[level]!;
  return {
    field: field.name,
    fieldLabel: field.label,
    level: definition?.name ?? null,
    levelLabel: definition ? { zh: definition.zh, en: definition.en } : { zh: '一方缺失', en: 'missing on one side' },
    weight,
  };
}
