import type { ValueLevel } from '@crm/contracts';
import type { Titles } from '@crm/platform/problem';
import { levelRules } from './levels.js';
import type { ReasonCode } from './reasons.js';
import { type Figures, windowDays } from './rfm.js';

/** What people call the levels. */
export const levelLabels: Record<ValueLevel, Titles> = {
  diamond: { zh: '钻石', en: 'Diamond' },
  gold: { zh: '黄金', en: 'Gold' },
  silver: { zh: '白银', en: 'Silver' },
  basic: { zh: '基础', en: 'Basic' },
};

/** The reason of a customer that was never scored. */
export const neverBought: Titles = {
  zh: '该客户尚无付款的购买记录',
  en: 'This customer has not paid for anything yet',
};

const yuan = (minor: number, currency: string): string => `${currency} ${(minor / 100).toFixed(2)}`;

/** The sentence for a code, with the figures it speaks of. */
export function sentenceOf(code: ReasonCode, figures: Figures, currency: string): Titles {
  const [part, , fifth] = code.split('_') as [string, string, string];
  if (/_quintile_/.test(code)) return fifthSentences[part as keyof typeof fifthSentences](figures, fifth, currency);
  return plainSentences[code as keyof typeof plainSentences];
}

const fifthSentences = {
  recency: ({ recencyDays }: Figures, fifth: string): Titles => ({
    zh: `上次购买在 ${recencyDays} 天前：近度 ${fifth} 分（满分 5 分）`,
    en: `The last purchase was ${recencyDays} days ago: recency ${fifth} of 5`,
  }),
  frequency: ({ frequency }: Figures, fifth: string): Titles => ({
    zh: `近 ${windowDays} 天内有 ${frequency} 天购买：频度 ${fifth} 分（满分 5 分）`,
    en: `Bought on ${frequency} days of the last ${windowDays}: frequency ${fifth} of 5`,
  }),
  monetary: ({ monetaryMinor }: Figures, fifth: string, currency: string): Titles => ({
    zh: `近 ${windowDays} 天净购买额 ${yuan(monetaryMinor, currency)}：金额 ${fifth} 分（满分 5 分）`,
    en: `Net ${yuan(monetaryMinor, currency)} in the last ${windowDays} days: monetary value ${fifth} of 5`,
  }),
  margin: ({ marginMinor }: Figures, fifth: string, currency: string): Titles => ({
    zh: `近 ${windowDays} 天毛利 ${yuan(marginMinor ?? 0, currency)}：毛利 ${fifth} 分（满分 5 分）`,
    en: `Margin ${yuan(marginMinor ?? 0, currency)} in the last ${windowDays} days: margin ${fifth} of 5`,
  }),
};

const plainSentences: Record<Exclude<ReasonCode, `${string}_quintile_${number}`>, Titles> = {
  margin_unknown: {
    zh: '没有毛利数据，其余指标按比例分担其权重',
    en: 'No margin is known; the other figures share its weight',
  },
  no_purchase_left: {
    zh: '没有可计入的购买：均已取消，或属于其他客户',
    en: 'No purchase counts: all were cancelled, or belong to another customer',
  },
  no_purchase_in_window: {
    zh: `近 ${windowDays} 天没有购买`,
    en: `No purchase in the last ${windowDays} days`,
  },
  net_amount_negative: {
    zh: `近 ${windowDays} 天退货金额超过购买金额，因此为基础等级`,
    en: `More was given back than paid in the last ${windowDays} days, hence the basic level`,
  },
  held_by_hysteresis: {
    zh: `价值指数略低于等级门槛，但未低于门槛 ${levelRules.hysteresis} 分以上，等级保持不变`,
    en: `The value index is below the threshold of the level, but by no more than ${levelRules.hysteresis} points: the level is kept`,
  },
};
