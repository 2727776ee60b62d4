import type { Titles } from '@crm/platform/problem';
import type { EarnedLine, EarningTerms } from './earning.js';

/** A rule as agents and customers read it: the price of a point, then the categories that differ from the rest. */
export function termsInWords(terms: EarningTerms): Titles {
  const price = `${major(terms.minorPerPoint)} ${terms.currency}`;
  const different = Object.entries(terms.multipliers).filter(([, multiplier]) => multiplier !== terms.otherMultiplier);
  const rest = terms.otherMultiplier === 1 ? [] : [terms.otherMultiplier];
  return {
    zh: [
      `每行净额每满 ${price} 得 1 分`,
      ...different.map(([category, multiplier]) => `${category} ${timesZh(multiplier)}`),
      ...rest.map((multiplier) => `其他品类 ${timesZh(multiplier)}`),
    ].join('；'),
    en: [
      `Every full ${price} net of a line earns 1 point`,
      ...different.map(([category, multiplier]) => `${category} ${timesEn(multiplier)}`),
      ...rest.map((multiplier) => `every other category ${timesEn(multiplier)}`),
    ].join('; '),
  };
}

const timesZh = (multiplier: number): string => (multiplier === 0 ? '不积分' : `×${multiplier}`);
const timesEn = (multiplier: number): string => (multiplier === 0 ? 'earns nothing' : `×${multiplier}`);

/** Why a line gave what it gave. */
export function lineInWords(terms: EarningTerms, line: EarnedLine): Titles {
  const price = `${major(terms.minorPerPoint)} ${terms.currency}`;
  switch (line.reason) {
    case 'earned':
      return {
        zh: `净额含 ${line.fullSteps} 个 ${price}，倍数 ×${line.multiplier}，得 ${line.points} 分`,
        en: `${line.fullSteps} full ${price} × ${line.multiplier} = ${line.points} points`,
      };
    case 'below_one_point':
      return { zh: `净额不足 ${price}，不得分`, en: `Less than ${price}: no point` };
    case 'category_excluded':
      return {
        zh: `品类 ${line.category ?? '（无）'} 不积分`,
        en: `Category ${line.category ?? '(none)'} earns nothing`,
      };
    case 'other_currency':
      return { zh: `仅 ${terms.currency} 订单积分`, en: `Only orders in ${terms.currency} earn points` };
  }
}

const major = (minor: number): string => (minor / 100).toFixed(minor % 100 === 0 ? 0 : 2);
