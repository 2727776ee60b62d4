import type { Titles } from '@crm/platform/problem';
import type { Scores } from './rfm.js';

interface SegmentRule {
  label: Titles;
  /** Why a customer is in it. */
  because: Titles;
  fits: (scores: Scores) => boolean;
}

/** Named groups of customers, in this order: a customer is in the first one that fits. */
export const segmentRules = {
  never: {
    label: { zh: '无购买', en: 'No purchase' },
    because: { zh: '没有计入的购买记录', en: 'No purchase of this customer counts' },
    fits: ({ recency }) => recency === 0,
  },
  champions: {
    label: { zh: '重要价值客户', en: 'Champions' },
    because: { zh: '近期购买、购买频繁、金额高', en: 'Bought lately, often and for much' },
    fits: ({ recency, frequency, monetary }) => recency >= 4 && frequency >= 4 && monetary >= 4,
  },
  loyal: {
    label: { zh: '忠诚客户', en: 'Loyal' },
    because: { zh: '购买频繁，且并未远离', en: 'Buys often and has not gone quiet' },
    fits: ({ recency, frequency }) => recency >= 3 && frequency >= 4,
  },
  big_spenders: {
    label: { zh: '大额客户', en: 'Big spenders' },
    because: { zh: '次数不多但金额高，且并未远离', en: 'Buys seldom but for much, and has not gone quiet' },
    fits: ({ recency, monetary }) => recency >= 3 && monetary >= 4,
  },
  new: {
    label: { zh: '新近客户', en: 'New or rare' },
    because: { zh: '近期购买，次数还少', en: 'Bought lately, but only rarely so far' },
    fits: ({ recency, frequency }) => recency >= 4 && frequency <= 2,
  },
  promising: {
    label: { zh: '潜力客户', en: 'Promising' },
    because: { zh: '近期购买，次数中等', en: 'Bought lately and now and then' },
    fits: ({ recency }) => recency >= 4,
  },
  needs_attention: {
    label: { zh: '需关注客户', en: 'Needs attention' },
    because: { zh: '有一段时间没有购买', en: 'Has not bought for a while' },
    fits: ({ recency }) => recency === 3,
  },
  cannot_lose: {
    label: { zh: '重要挽留客户', en: 'Cannot lose' },
    because: {
      zh: '曾经购买频繁且金额高，已很久没有购买',
      en: 'Used to buy often and for much, but not for a long time',
    },
    fits: ({ frequency, monetary }) => frequency >= 4 && monetary >= 4,
  },
  at_risk: {
    label: { zh: '流失风险客户', en: 'At risk' },
    because: { zh: '曾经购买较多，已较久没有购买', en: 'Used to buy quite some, but not for long' },
    fits: ({ frequency, monetary }) => frequency >= 3 || monetary >= 3,
  },
  hibernating: {
    label: { zh: '沉睡客户', en: 'Hibernating' },
    because: { zh: '购买少，且较久没有购买', en: 'Bought little, and not for long' },
    fits: ({ recency }) => recency === 2,
  },
  lost: {
    label: { zh: '流失客户', en: 'Lost' },
    because: { zh: '购买少，且已很久没有购买', en: 'Bought little, and not for a very long time' },
    fits: () => true,
  },
} satisfies Record<string, SegmentRule>;

/** Name of a group of customers. */
export type Segment = keyof typeof segmentRules;

/** All groups, in the order of their rules. */
export const segments = Object.keys(segmentRules) as [Segment, ...Segment[]];

/** The group of a customer. */
export const segmentOf = (scores: Scores): Segment => segments.find((name) => segmentRules[name].fits(scores))!;
