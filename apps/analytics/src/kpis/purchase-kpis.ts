import type { KpiDefinition } from './kpi-definition.js';
import { cell, ratio } from './question.js';

const orderEvents = ['crm.order.paid', 'crm.order.returned', 'crm.order.cancelled'] as const;

/** Key figures of what customers buy. */
export const purchaseKpis = {
  customers_by_level: {
    title: { zh: '购买客户数（可按等级）', en: 'Customers (by level)' },
    definition: {
      zh: '有计入购买的客户数，按当前价值等级；合并的客户计一次',
      en: 'Customers with a purchase that counts, by their present value level; merged ids count once',
    },
    formula: { zh: '客户数', en: 'number of customers' },
    unit: 'count',
    ofNothing: 0,
    owner: 'management',
    sources: orderEvents,
    covers: 'now',
    by: ['level'],
    cells: async (tx, { by }, { values }) => {
      const levels = await values.distribution(tx);
      if (by === 'level') return levels.map(({ level, customers }) => cell(level, customers, customers));
      const all = levels.reduce((sum, { customers }) => sum + customers, 0);
      return [cell('', all, all)];
    },
  },
  active_customers: {
    title: { zh: '活跃客户数', en: 'Active customers' },
    definition: {
      zh: '截至期末（或各月末）90 天内有付款订单的客户数',
      en: 'Customers with a paid order in the 90 days up to the end of the period, or of each month',
    },
    formula: { zh: '90 天内有购买的客户数', en: 'number of customers with a purchase within 90 days' },
    unit: 'count',
    ofNothing: 0,
    owner: 'management',
    sources: orderEvents,
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { purchases }) =>
      (await purchases.active(tx, question)).map(({ key, customers }) => cell(key, customers, customers)),
  },
  revenue: {
    title: { zh: '收入', en: 'Revenue' },
    definition: {
      zh: '付款金额减去退货金额，退货计入退回当日；不含已取消的订单',
      en: 'What was paid less what was given back, on the day it came back; without cancelled orders',
    },
    formula: { zh: '∑ 付款金额 − ∑ 退货金额', en: '∑ paid − ∑ returned' },
    unit: 'money_minor',
    ofNothing: 0,
    owner: 'finance',
    sources: orderEvents,
    covers: 'period',
    by: ['month', 'level', 'category'],
    cells: async (tx, question, { purchases }) =>
      (await purchases.trade(tx, question)).map(({ key, revenueMinor, orders, foreignOrders }) =>
        cell(key, revenueMinor, orders - foreignOrders, { leftOut: foreignOrders }),
      ),
  },
  orders: {
    title: { zh: '订单数', en: 'Orders' },
    definition: { zh: '已付款且未取消的订单数', en: 'Orders that were paid and not cancelled' },
    formula: { zh: '订单数', en: 'number of orders' },
    unit: 'count',
    ofNothing: 0,
    owner: 'finance',
    sources: orderEvents,
    covers: 'period',
    by: ['month', 'level', 'category'],
    cells: async (tx, question, { purchases }) =>
      (await purchases.trade(tx, question)).map(({ key, orders }) => cell(key, orders, orders)),
  },
  average_order_value: {
    title: { zh: '平均订单金额', en: 'Average order value' },
    definition: { zh: '每张付款订单的净收入', en: 'Net revenue per paid order' },
    formula: { zh: '收入 ÷ 订单数', en: 'revenue ÷ orders' },
    unit: 'money_minor',
    ofNothing: null,
    owner: 'finance',
    sources: orderEvents,
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { purchases }) =>
      (await purchases.trade(tx, question)).map(({ key, revenueMinor, orders, foreignOrders }) => {
        const n = orders - foreignOrders;
        return cell(key, n > 0 ? Math.round(revenueMinor / n) : null, n, { leftOut: foreignOrders });
      }),
  },
  repurchase_rate: {
    title: { zh: '复购率', en: 'Repurchase rate' },
    definition: {
      zh: '期内购买客户中，在两个或以上日期购买的比例',
      en: 'Part of the buyers of the period that bought on two days of it or more',
    },
    formula: { zh: '多日购买客户数 ÷ 购买客户数', en: 'buyers on two days or more ÷ buyers' },
    unit: 'ratio',
    ofNothing: null,
    owner: 'marketing',
    sources: orderEvents,
    covers: 'period',
    by: ['level'],
    cells: async (tx, question, { purchases }) =>
      (await purchases.repeaters(tx, question)).map(({ key, buyers, repeaters }) =>
        cell(key, ratio(repeaters, buyers), buyers),
      ),
  },
} satisfies Record<string, KpiDefinition>;
