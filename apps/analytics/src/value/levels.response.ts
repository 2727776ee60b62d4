import { valueLevels } from '@crm/contracts';
import type { Language, Titles } from '@crm/platform/problem';
import { levelRules } from './rules/levels.js';
import { windowDays } from './rules/rfm.js';
import type { LevelsResponse } from './levels.dto.js';
import type { LevelCount } from './value-figures.js';
import { toLevel } from './value.response.js';

const weightTexts = {
  recency: { zh: '距上次购买的天数', en: 'Days since the last purchase' },
  frequency: { zh: `近 ${windowDays} 天内有购买的天数`, en: `Days with a purchase in the last ${windowDays}` },
  monetary: { zh: `近 ${windowDays} 天付款减退货`, en: `Paid less returned in the last ${windowDays} days` },
  margin: {
    zh: `近 ${windowDays} 天毛利；未知时由其他指标分担`,
    en: `Margin in the last ${windowDays} days; the others share its weight where it is unknown`,
  },
};

const exceptions = [
  { zh: '退货金额超过付款金额的客户为基础等级。', en: 'Who gave back more than was paid has the basic level.' },
  { zh: '没有购买的客户没有等级。', en: 'Who never bought has no level.' },
];

/** The rules in force, for people and programs. */
export function rulesInWords(
  language: Language,
): Pick<LevelsResponse, 'rulesVersion' | 'windowDays' | 'weights' | 'levels' | 'exceptions'> {
  const figures = Object.keys(weightTexts) as (keyof typeof weightTexts)[];
  return {
    rulesVersion: levelRules.version,
    windowDays,
    weights: figures.map((figure) => ({
      figure,
      weight: levelRules.weights[figure],
      text: weightTexts[figure][language],
    })),
    levels: valueLevels.map((code) => {
      const fromIndex = levelRules.from[code];
      const lostBelowIndex = Math.max(0, fromIndex - levelRules.hysteresis);
      return {
        level: toLevel(code, language),
        fromIndex,
        lostBelowIndex,
        text: ruleText(fromIndex, lostBelowIndex)[language],
      };
    }),
    exceptions: exceptions.map((text) => text[language]),
  };
}

function ruleText(from: number, lostBelow: number): Titles {
  if (from === 0) return { zh: '未达到其他等级的客户。', en: 'Who reaches no other level.' };
  return {
    zh: `价值指数达到 ${from} 即获得；低于 ${lostBelow} 才会失去。`,
    en: `Reached from a value index of ${from} on; lost only below ${lostBelow}.`,
  };
}

/** Customers and revenue of every level, also of those that nobody has. */
export function toDistribution(
  counts: readonly LevelCount[],
  currency: string,
  language: Language,
): Pick<LevelsResponse, 'n' | 'distribution'> {
  const n = counts.reduce((sum, { customers }) => sum + customers, 0);
  const revenue = counts.reduce((sum, { revenueMinor }) => sum + revenueMinor, 0);
  const distribution = valueLevels.map((code) => {
    const { customers = 0, revenueMinor = 0 } = counts.find(({ level }) => level === code) ?? {};
    return {
      level: toLevel(code, language),
      customers,
      customerShare: n > 0 ? customers / n : null,
      revenue: { amountMinor: revenueMinor, currency },
      revenueShare: revenue > 0 ? revenueMinor / revenue : null,
    };
  });
  return { n, distribution };
}
