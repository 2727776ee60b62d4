import { ValidationFailed } from '@crm/platform/problem';
import type { QualityRulesBody, QualityRulesResponse } from './quality-rules.dto.js';
import type { QualityRulesVersion } from './quality-rules.service.js';
import {
  defaultQualityRules,
  dimensions,
  expectedOf,
  type FaultCode,
  faultCodes,
  type QualityRulesData,
} from './rules/quality-rules.js';

/** @throws ValidationFailed where nothing would count */
export function toQualityRules(body: QualityRulesBody): QualityRulesData {
  const shares = new Map(body.faults.map(({ code, share }) => [code, share]));
  const faults = Object.fromEntries(
    faultCodes.map((code) => [code, shares.get(code) ?? defaultQualityRules.faults[code]]),
  ) as Record<FaultCode, number>;
  const rules: QualityRulesData = { ...body, faults };
  const wrong = [
    ...(dimensions.every((dimension) => rules.weights[dimension] === 0) ? ['/weights'] : []),
    ...(['organisation', 'person'] as const)
      .filter((kind) => expectedOf(rules, kind, undefined).length === 0)
      .map((kind) => `/fields/${kind}`),
    ...rules.industries.flatMap(({ kind, industry }, at) =>
      expectedOf(rules, kind, industry).length === 0 ? [`/industries/${at}/fields`] : [],
    ),
  ].map((pointer) => ({ pointer, message: nothingCounts }));
  const ages = body.ages.youngest > body.ages.oldest ? [{ pointer: '/ages/oldest', message: tooYoung }] : [];
  if (wrong.length + ages.length > 0) throw new ValidationFailed([...wrong, ...ages]);
  return rules;
}

const nothingCounts = { zh: '权重不能全部为 0', en: 'not every weight may be 0' };
const tooYoung = { zh: '不能小于最小年龄', en: 'must not be less than `youngest`' };

export const toQualityRulesResponse = ({
  version,
  rules,
  madeBy,
  madeAt,
  appliedAt,
}: QualityRulesVersion): QualityRulesResponse => ({
  version,
  weights: rules.weights,
  fields: rules.fields,
  industries: rules.industries,
  maxAgeDays: rules.maxAgeDays,
  faults: faultCodes.map((code) => ({ code, share: rules.faults[code] })),
  placeholders: rules.placeholders,
  ages: rules.ages,
  madeBy,
  madeAt: madeAt?.toISOString() ?? null,
  appliedAt: appliedAt?.toISOString() ?? null,
});
