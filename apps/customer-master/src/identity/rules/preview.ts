import type { Overview } from '../../overview/overview.service.js';
import type { Text } from '../../overview/rules/words.js';

/** The five services, each with what it knows of a customer. */
export const previewedServices = ['customer-master', 'service-desk', 'feedback', 'loyalty', 'analytics'] as const;
export type PreviewedService = (typeof previewedServices)[number];

/** One figure of a customer who is two, and of the same customer as one. */
export interface PreviewFigure {
  service: PreviewedService;
  figure: string;
  first: number;
  second: number;
  together: number;
}

/** What an overview has to tell for a preview. */
export type Pictured = Pick<
  Overview,
  'customer' | 'orders' | 'cases' | 'satisfaction' | 'loyalty' | 'value' | 'contactable'
>;

interface Measure {
  service: PreviewedService;
  figure: string;
  label: Text;
  of: (overview: Pictured) => number;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** What is counted, in the order in which it is shown. */
const measures: readonly Measure[] = [
  {
    service: 'customer-master',
    figure: 'source_records',
    label: { zh: '来源记录', en: 'Source records' },
    of: ({ customer }) => customer.sources.length,
  },
  {
    service: 'customer-master',
    figure: 'contact_points',
    label: { zh: '联系方式', en: 'Ways to reach them' },
    of: ({ customer }) => customer.contactPoints.length,
  },
  {
    service: 'customer-master',
    figure: 'contactable_ways',
    label: { zh: '允许联系的渠道与用途', en: 'Channels and purposes that are allowed' },
    of: ({ contactable }) => contactable.length,
  },
  {
    service: 'customer-master',
    figure: 'orders',
    label: { zh: '订单', en: 'Orders' },
    of: ({ orders }) => sumOf(orders.map(({ orders: count }) => count)),
  },
  {
    service: 'service-desk',
    figure: 'open_cases',
    label: { zh: '未结工单', en: 'Open cases' },
    of: ({ cases }) => cases.openCount,
  },
  {
    service: 'service-desk',
    figure: 'closed_cases',
    label: { zh: '已结工单', en: 'Closed cases' },
    of: ({ cases }) => cases.closedCount,
  },
  {
    service: 'feedback',
    figure: 'invitations',
    label: { zh: '已发问卷', en: 'Surveys sent' },
    of: ({ satisfaction }) => satisfaction.invitations,
  },
  {
    service: 'feedback',
    figure: 'responses',
    label: { zh: '已答问卷', en: 'Surveys answered' },
    of: ({ satisfaction }) => satisfaction.responses,
  },
  {
    service: 'loyalty',
    figure: 'accounts',
    label: { zh: '积分账户', en: 'Points accounts' },
    of: ({ loyalty }) => loyalty.accounts.length,
  },
  {
    service: 'loyalty',
    figure: 'points',
    label: { zh: '可用积分', en: 'Points to spend' },
    of: ({ loyalty }) => loyalty.balance,
  },
  {
    service: 'loyalty',
    figure: 'points_owed',
    label: { zh: '欠积分', en: 'Points owed' },
    of: ({ loyalty }) => loyalty.debt,
  },
];

export const previewFigures: readonly string[] = measures.map(({ figure }) => figure);

/** What people call a figure. */
export const labelOf = (figure: string): Text => measures.find((measure) => measure.figure === figure)!.label;

/** The figures of two customers beside those of the two as one; without those that are 0 everywhere. */
export function figuresOf(first: Pictured, second: Pictured, together: Pictured): PreviewFigure[] {
  return measures
    .map(({ service, figure, of }) => ({
      service,
      figure,
      first: of(first),
      second: of(second),
      together: of(together),
    }))
    .filter((each) => each.first !== 0 || each.second !== 0 || each.together !== 0);
}

/** What a person has to know before they decide; figures alone do not say it. */
export interface PreviewEffect {
  service: PreviewedService;
  effect: string;
  text: Text;
}

export function effectsOfMerge(survivor: Pictured, retired: Pictured, together: Pictured): PreviewEffect[] {
  const [keeps, goes] = [survivor.customer.owner.department, retired.customer.owner.department];
  const lost = [...survivor.contactable, ...retired.contactable].filter(
    (way) => !together.contactable.some(({ channel, purpose }) => channel === way.channel && purpose === way.purpose),
  );
  return [
    effect('customer-master', 'redirect', {
      zh: '被并入的编号此后转到保留的编号；来源记录移动，不删除，可随时撤销',
      en: 'The retired id leads to the surviving one from then on; records move, nothing is deleted, and it can be taken back.',
    }),
    ...(keeps === goes
      ? []
      : [
          effect('customer-master', 'owner', {
            zh: `归属部门为 ${keeps}；${goes} 此后不再看到该客户`,
            en: `The department that owns it is ${keeps}; ${goes} does not see the customer any more.`,
          }),
        ]),
    ...(lost.length === 0
      ? []
      : [
          effect('customer-master', 'consents', {
            zh: '同意以最严者为准，部分渠道不再允许联系',
            en: 'The least permissive consent counts: some ways are not allowed any more.',
          }),
        ]),
    ...(survivor.cases.openCount + retired.cases.openCount === 0
      ? []
      : [
          effect('service-desk', 'cases', {
            zh: '双方工单显示在同一客户下，负责人与时限不变',
            en: 'The cases of both stand under one customer; who is accountable and what is due stays.',
          }),
        ]),
    ...(survivor.loyalty.accounts.length === 0 || retired.loyalty.accounts.length === 0
      ? []
      : [
          effect('loyalty', 'accounts', {
            zh: '两个账户都保留，兑换时合并使用余额',
            en: 'Both accounts stay; what is redeemed is taken from their joint balance.',
          }),
        ]),
    rescored,
  ];
}

export function effectsOfUnmerge(isNew: boolean): PreviewEffect[] {
  return [
    isNew
      ? effect('customer-master', 'new_customer', {
          zh: '拆出的记录成为一个新客户，编号在执行时产生；订单、工单、积分留在原编号下',
          en: 'The records become a customer that was not known before; orders, cases and points stay under the ids they have.',
        })
      : effect('customer-master', 'restored', {
          zh: '原编号恢复；当初记在它名下的订单、工单、问卷与积分随之回来，合并后的修改留在其来源记录上',
          en: 'The retired id lives again; what was filed under it goes back, and later edits stay with their source records.',
        }),
    effect('customer-master', 'remembered', {
      zh: '系统记住两者不是同一客户，不会再自动合并',
      en: 'That the two are not one is remembered: no machine makes them one again.',
    }),
    rescored,
  ];
}

const effect = (service: PreviewedService, code: string, text: Text): PreviewEffect => ({
  service,
  effect: code,
  text,
});

const rescored = effect('analytics', 'scored_anew', {
  zh: '价值等级随后按合并或拆分后的购买重新计算，在此之前显示保留编号的等级',
  en: 'Level and scores are computed anew right afterwards; until then the level of the surviving id is shown.',
});
