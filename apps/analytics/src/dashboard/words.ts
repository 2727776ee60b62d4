import type { Language } from '@crm/platform/problem';

const zh = {
  title: '客户经营看板',
  other: 'English',
  asOf: '数据截至',
  period: '统计期间',
  keyFigures: '关键指标',
  base: '样本',
  open: '未结',
  leftOut: '其他币种订单未计入',
  noData: '尚无数据',
  hidden: '少于 5 个，不显示',
  hiddenNote: '少于 5 个客户或样本的数据不显示；为避免推算，相邻的一组也可能不显示。',
  revenueTitle: '月度收入与订单',
  revenueNone: '期间内没有付款订单，暂无图表。',
  revenueDescription: '柱为每月净收入，折线为付款订单数；数值见下表。',
  month: '月份',
  revenue: '净收入',
  orders: '订单数',
  customers: '客户数',
  total: '合计',
  running: '本月截至今日',
  pyramidTitle: '价值金字塔',
  pyramidNone: '还没有购买过的客户，暂无图表。',
  pyramidDescription:
    '左：各等级占客户与净收入的比例；右：按价值从高到低累计的客户与净收入比例（实测洛伦兹曲线）。数值见下表。',
  level: '等级',
  customerShare: '客户占比',
  revenueShare: '收入占比',
  twoYears: '近 730 天净购买额',
  curveTitle: '收入集中度（实测）',
  shareTitle: '客户与收入占比',
  customersSoFar: '累计客户（价值从高到低）',
  revenueSoFar: '累计净收入',
  equal: '平均分布',
  measured: '实测',
  best: (part: string, share: string) => `最有价值的 ${part} 客户贡献 ${share} 的净收入。`,
  customersN: (n: string) => `客户 n = ${n}`,
  ordersN: (n: string) => `付款订单 n = ${n}`,
  curveNone: '客户不足 10 个，不绘制集中度曲线。',
  sources: '各指标的定义与数据：GET /analytics/v1/kpis 与 GET /analytics/v1/levels。',
};

const en: typeof zh = {
  title: 'Customer dashboard',
  other: '中文',
  asOf: 'As of',
  period: 'Period',
  keyFigures: 'Key figures',
  base: 'n',
  open: 'open',
  leftOut: 'orders in other currencies not counted',
  noData: 'no data yet',
  hidden: 'fewer than 5, not shown',
  hiddenNote:
    'Figures of fewer than 5 customers or items are not shown; a neighbour may be hidden too, so that they cannot be worked out.',
  revenueTitle: 'Monthly revenue and orders',
  revenueNone: 'Nothing was paid in the period: there is no chart yet.',
  revenueDescription:
    'Bars are the net revenue of each month, the line its paid orders; the numbers are in the table below.',
  month: 'Month',
  revenue: 'Net revenue',
  orders: 'Orders',
  customers: 'Customers',
  total: 'Total',
  running: 'up to today',
  pyramidTitle: 'Value pyramid',
  pyramidNone: 'No customer has bought yet: there is no chart.',
  pyramidDescription:
    'Left: the part of each level in customers and net revenue. Right: customers from the most valuable on against the revenue they bring ' +
    '(Lorenz curve as measured). The numbers are in the table below.',
  level: 'Level',
  customerShare: 'Part of customers',
  revenueShare: 'Part of revenue',
  twoYears: 'Net purchases in 730 days',
  curveTitle: 'Concentration of revenue (measured)',
  shareTitle: 'Part of customers and revenue',
  customersSoFar: 'customers, most valuable first',
  revenueSoFar: 'revenue',
  equal: 'even spread',
  measured: 'measured',
  best: (part, share) => `The most valuable ${part} of the customers bring ${share} of the net revenue.`,
  customersN: (n) => `customers n = ${n}`,
  ordersN: (n) => `paid orders n = ${n}`,
  curveNone: 'Fewer than 10 customers: no concentration curve is drawn.',
  sources: 'Definitions and data of every figure: GET /analytics/v1/kpis and GET /analytics/v1/levels.',
};

/** Everything the dashboard says. */
export type Words = typeof zh;

/** Everything the dashboard says, in both languages. */
export const words: Record<Language, Words> = { zh, en };
