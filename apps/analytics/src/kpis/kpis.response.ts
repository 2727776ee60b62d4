import type { Language, Titles } from '@crm/platform/problem';
import { levelLabels } from '../value/rules/texts.js';
import { type KpiName, kpis } from './kpi-registry.js';
import type { KpiCellResponse, KpiFigureResponse } from './kpis.dto.js';
import type { Cell, Question } from './question.js';

const otherGroups: Record<string, Titles> = {
  unscored: { zh: '无购买', en: 'Never bought' },
  unknown: { zh: '未知', en: 'Unknown' },
};

/** What a client sees of one group. */
export const toCell = (one: Cell, language: Language): KpiCellResponse => ({
  ...one,
  label: labelOf(one.key, language),
});

function labelOf(key: string, language: Language): string {
  const words = (levelLabels as Record<string, Titles | undefined>)[key] ?? otherGroups[key];
  return words?.[language] ?? key;
}

/** What a client sees of a key figure over everything. */
export function toFigure(
  name: KpiName,
  total: Cell,
  question: Question,
  currency: string,
  language: Language,
): KpiFigureResponse {
  const { title, definition, formula, unit, owner, sources, by, covers } = kpis[name];
  const isPeriod = covers === 'period';
  return {
    name,
    title: title[language],
    definition: definition[language],
    formula: formula[language],
    unit,
    currency: unit === 'money_minor' ? currency : null,
    owner,
    sources,
    by,
    covers,
    value: total.value,
    n: total.n,
    open: total.open,
    leftOut: total.leftOut,
    from: isPeriod ? question.from : null,
    to: isPeriod ? question.to : null,
    asOf: question.now.toISOString(),
  };
}
