import type { Tx } from '@crm/persistence';
import type { FigureSources, KpiDefinition } from './kpi-definition.js';
import { type Cell, cell, type Question, ratio } from './question.js';
import { quantileOf } from './rules/kaplan-meier.js';

const caseEvents = [
  'case.opened',
  'case.kind-changed',
  'case.customer-linked',
  'case.handover-accepted',
  'case.resolved',
  'case.reopened',
  'case.closed',
  'case.merged',
  'case.absorbed',
  'case.withdrawn',
] as const;

/** Key figures of how customers are served. */
export const serviceKpis = {
  nps: {
    title: { zh: '净推荐值 NPS', en: 'Net promoter score' },
    definition: {
      zh: '推荐者（9–10 分）比例减去贬损者（0–6 分）比例',
      en: 'Part of the promoters (9–10) less part of the detractors (0–6)',
    },
    formula: { zh: '(推荐者 − 贬损者) ÷ 回答数 × 100', en: '(promoters − detractors) ÷ answers × 100' },
    unit: 'score',
    ofNothing: null,
    owner: 'service',
    sources: ['response.received', 'case.opened', 'case.handover-accepted'],
    covers: 'period',
    by: ['month', 'level', 'department'],
    cells: async (tx, question, { answers }) =>
      (await answers.count(tx, question)).map(({ key, nps, promoters, detractors }) =>
        cell(key, nps > 0 ? ((promoters - detractors) / nps) * 100 : null, nps),
      ),
  },
  csat: {
    title: { zh: '满意率 CSAT', en: 'Satisfaction' },
    definition: { zh: '评分为 4 或 5（满分 5）的回答比例', en: 'Part of the answers that gave 4 or 5 of 5' },
    formula: { zh: '满意回答数 ÷ 回答数', en: 'answers of 4 or 5 ÷ answers' },
    unit: 'ratio',
    ofNothing: null,
    owner: 'service',
    sources: ['response.received', 'case.opened', 'case.handover-accepted'],
    covers: 'period',
    by: ['month', 'level', 'department'],
    cells: async (tx, question, { answers }) =>
      (await answers.count(tx, question)).map(({ key, csat, satisfied }) => cell(key, ratio(satisfied, csat), csat)),
  },
  cases_opened: {
    title: { zh: '新开工单数', en: 'Cases opened' },
    definition: {
      zh: '期内开启的工单数；合并的只计一次，误建、垃圾信息和测试不计',
      en: 'Cases whose first contact was in the period; merged ones once, mistakes, spam and tests not at all',
    },
    formula: { zh: '工单数', en: 'number of cases' },
    unit: 'count',
    ofNothing: 0,
    owner: 'service',
    sources: caseEvents,
    covers: 'period',
    by: ['month', 'level', 'department'],
    cells: async (tx, question, { cases }) =>
      (await cases.load(tx, question)).map(({ key, opened }) => cell(key, opened, opened)),
  },
  resolution_hours_p50: resolutionHours(0.5),
  resolution_hours_p90: resolutionHours(0.9),
  sla_breach_rate: {
    title: { zh: '超时率', en: 'Missed deadlines' },
    definition: {
      zh: '期内开启的工单中至少一次超过处理时限的比例；未解决且尚未超时的不计入，另行列出',
      en: 'Part of the cases opened in the period that missed a deadline at least once; those open in time are not counted, but told',
    },
    formula: { zh: '超时工单 ÷ (已解决 + 超时工单)', en: 'cases that missed one ÷ cases resolved or late' },
    unit: 'ratio',
    ofNothing: null,
    owner: 'service',
    sources: [...caseEvents, 'sla.breached'],
    covers: 'period',
    by: ['month', 'level', 'department'],
    cells: async (tx, question, { cases }) =>
      (await cases.load(tx, question)).map(({ key, breached, decided, opened }) =>
        cell(key, ratio(breached, decided), decided, { open: opened - decided }),
      ),
  },
  complaint_rate: {
    title: { zh: '投诉率', en: 'Complaint rate' },
    definition: {
      zh: '期内投诉工单数与付款订单数之比',
      en: 'Complaints opened in the period in relation to its paid orders',
    },
    formula: { zh: '投诉数 ÷ 订单数', en: 'complaints ÷ orders' },
    unit: 'ratio',
    ofNothing: null,
    owner: 'complaint-centre',
    sources: ['case.opened', 'case.merged', 'case.withdrawn', 'crm.order.paid', 'crm.order.cancelled'],
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { cases, purchases }) => {
      const complaints = new Map((await cases.load(tx, question)).map((one) => [one.key, one.complaints]));
      const orders = new Map((await purchases.trade(tx, question)).map((one) => [one.key, one.orders]));
      const keys = new Set([...orders.keys(), ...complaints.keys()]);
      return [...keys].map((key) =>
        cell(key, ratio(complaints.get(key) ?? 0, orders.get(key) ?? 0), orders.get(key) ?? 0),
      );
    },
  },
  points_issued: {
    title: { zh: '发放积分', en: 'Points issued' },
    definition: {
      zh: '期内消费所得积分，减去因退货或取消收回的积分；不含人工调整',
      en: 'Points earned in the period less those taken back for returns and cancelled orders; without adjustments by hand',
    },
    formula: { zh: '∑ 所得 − ∑ 收回', en: '∑ earned − ∑ taken back' },
    unit: 'points',
    ofNothing: 0,
    owner: 'marketing',
    sources: ['points.accrued', 'points.reversed'],
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { points }) =>
      (await points.movement(tx, question)).map(({ key, issued, issuedEntries }) => cell(key, issued, issuedEntries)),
  },
  points_adjusted: {
    title: { zh: '人工调整积分', en: 'Points adjusted' },
    definition: {
      zh: '期内人工增加的积分，减去人工扣除的积分',
      en: 'Points given by hand in the period less those taken by hand',
    },
    formula: { zh: '∑ 增加 − ∑ 扣除', en: '∑ given − ∑ taken' },
    unit: 'points',
    ofNothing: 0,
    owner: 'marketing',
    sources: ['points.adjusted'],
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { points }) =>
      (await points.movement(tx, question)).map(({ key, adjusted, adjustedEntries }) =>
        cell(key, adjusted, adjustedEntries),
      ),
  },
  points_redeemed: {
    title: { zh: '兑换积分', en: 'Points redeemed' },
    definition: {
      zh: '期内兑换的积分，减去取消兑换退回的积分',
      en: 'Points spent in the period less those given back for cancelled redemptions',
    },
    formula: { zh: '∑ 兑换 − ∑ 退回', en: '∑ spent − ∑ given back' },
    unit: 'points',
    ofNothing: 0,
    owner: 'marketing',
    sources: ['points.redeemed', 'points.reversed'],
    covers: 'period',
    by: ['month', 'level'],
    cells: async (tx, question, { points }) =>
      (await points.movement(tx, question)).map(({ key, redeemed, redeemedEntries }) =>
        cell(key, redeemed, redeemedEntries),
      ),
  },
} satisfies Record<string, KpiDefinition>;

function resolutionHours(p: 0.5 | 0.9): KpiDefinition {
  const percent = p * 100;
  return {
    title: { zh: `解决时长 P${percent}（小时）`, en: `Hours to resolution, P${percent}` },
    definition: {
      zh: `期内开启的工单中 ${percent}% 在此时长内解决（自首次联系至有效的解决，按自然时间）；未解决的按已持续时间作删失处理`,
      en:
        `${percent} % of the cases opened in the period are resolved within so many hours, from the first contact to the ` +
        'resolution that stands, by the clock; open cases count as lasting at least until now (censored)',
    },
    formula: { zh: `Kaplan–Meier 估计的 ${percent}% 分位数`, en: `${percent} % quantile of the Kaplan–Meier estimate` },
    unit: 'hours',
    ofNothing: null,
    owner: 'service',
    sources: caseEvents,
    covers: 'period',
    by: ['month', 'level', 'department'],
    cells: (tx, question, figures) => resolutionCells(tx, question, figures, p),
  };
}

async function resolutionCells(tx: Tx, question: Question, { cases }: FigureSources, p: number): Promise<Cell[]> {
  const all = await cases.durations(tx, question);
  return [...new Set(all.map(({ key }) => key))].map((key) => {
    const durations = all.filter((one) => one.key === key);
    const count = (which: typeof durations): number => which.reduce((sum, one) => sum + one.cases, 0);
    return cell(key, quantileOf(durations, p), count(durations), {
      open: count(durations.filter(({ ended }) => !ended)),
    });
  });
}
