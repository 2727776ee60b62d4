import type { ValueLevel } from '@crm/contracts';
import type { Language } from '@crm/platform/problem';
import { levelRules } from './rules/levels.js';
import { rfmCode, windowDays } from './rules/rfm.js';
import { segmentRules } from './rules/segments.js';
import { levelLabels, neverBought, sentenceOf } from './rules/texts.js';
import type { CustomerView, HistoryStep } from './value-reader.js';
import type { CustomerValueResponse, LevelResponse, LevelStepResponse, RfmResponse } from './value.dto.js';
import type { StoredValue } from './value.repository.js';

/** A level with its word. */
export const toLevel = (code: ValueLevel, language: Language): LevelResponse => ({
  code,
  label: levelLabels[code][language],
});

/** What a client sees of a customer's value. */
export function toValueResponse(
  view: CustomerView,
  now: Date,
  currency: string,
  language: Language,
): CustomerValueResponse {
  const { customerId, mergedFrom, value } = view;
  if (!value) {
    const reasons = [{ code: 'no_purchase_yet', text: neverBought[language] }];
    const unknown = { level: null, valueIndex: null, segment: null, rfm: null };
    return { customerId, mergedFrom, ...unknown, reasons, rulesVersion: levelRules.version, asOf: now.toISOString() };
  }
  const { label, because } = segmentRules[value.segment];
  return {
    customerId,
    mergedFrom,
    level: toLevel(value.level, language),
    valueIndex: value.valueIndex,
    segment: { code: value.segment, label: label[language], because: because[language] },
    rfm: toRfm(value, currency),
    reasons: value.reasons.map((code) => ({ code, text: sentenceOf(code, value.figures, currency)[language] })),
    rulesVersion: value.rulesVersion,
    asOf: value.asOf.toISOString(),
  };
}

function toRfm({ figures, scores, thresholdsVersion }: StoredValue, currency: string): RfmResponse {
  return {
    code: rfmCode(scores),
    scores: { ...scores },
    lastPurchaseDay: figures.lastDay,
    recencyDays: figures.recencyDays,
    frequency: figures.frequency,
    monetary: { amountMinor: figures.monetaryMinor, currency },
    margin: figures.marginMinor === null ? null : { amountMinor: figures.marginMinor, currency },
    windowDays,
    thresholdsVersion,
  };
}

/** What a client sees of a step of the history. */
export const toStepResponse = (step: HistoryStep, language: Language): LevelStepResponse => ({
  customerId: step.customerId,
  from: step.from && toLevel(step.from, language),
  to: toLevel(step.to, language),
  valueIndex: step.valueIndex,
  reasons: step.reasons,
  rulesVersion: step.rulesVersion,
  changedAt: step.changedAt.toISOString(),
});
