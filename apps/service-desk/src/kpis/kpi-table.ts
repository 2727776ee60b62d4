import { type SlaMetric, slaMetrics } from '@crm/contracts';
import type { Language, Titles } from '@crm/platform/problem';
import type { ClockFigures, CountName, Figures } from './rules/figures.js';
import type { KpiAnswer } from './kpis.service.js';

type Cell = string | number | null;

interface Column extends Titles {
  of: (figures: Figures) => Cell;
}

const metricNames: Record<SlaMetric, Titles> = {
  acknowledge: { zh: '受理', en: 'acknowledge' },
  first_response: { zh: '首次响应', en: 'first response' },
  next_update: { zh: '后续答复', en: 'next update' },
  resolution: { zh: '解决', en: 'resolution' },
  callback: { zh: '回访', en: 'call-back' },
  handover: { zh: '交接', en: 'hand-over' },
};

const clockColumns: (Titles & { of: (clock: ClockFigures) => Cell })[] = [
  { zh: '计时数', en: 'n', of: ({ time }) => time.n },
  { zh: '已完成', en: 'events', of: ({ time }) => time.events },
  { zh: '未完成', en: 'censored', of: ({ time }) => time.censored },
  { zh: 'P50（秒）', en: 'p50 seconds', of: ({ time }) => time.p50Seconds },
  { zh: 'P90（秒）', en: 'p90 seconds', of: ({ time }) => time.p90Seconds },
  { zh: '按时', en: 'met', of: ({ met }) => met },
  { zh: '超时', en: 'breached', of: ({ breached }) => breached },
  { zh: '进行中', en: 'running', of: ({ running }) => running },
  { zh: '达标率', en: 'attainment', of: ({ attainment }) => rounded(attainment) },
];

const count = (name: CountName, zh: string, en: string): Column => ({ zh, en, of: ({ counts }) => counts[name] });

const outcomeColumns = (['satisfied', 'unsatisfied', 'unconfirmed'] as const).flatMap((outcome): Column[] => {
  const zh = { satisfied: '满意', unsatisfied: '不满意', unconfirmed: '未确认' }[outcome];
  return [
    count(outcome, `回访${zh}`, `call-backs ${outcome}`),
    { zh: `${zh}率`, en: `${outcome} share`, of: ({ callbacks }) => rounded(callbacks[outcome].share) },
    { zh: `${zh}率 95% 下限`, en: `${outcome} low`, of: ({ callbacks }) => rounded(callbacks[outcome].low) },
    { zh: `${zh}率 95% 上限`, en: `${outcome} high`, of: ({ callbacks }) => rounded(callbacks[outcome].high) },
  ];
});

const columns: Column[] = [
  count('received', '受理工单', 'received'),
  count('resolved', '解决', 'resolved'),
  count('closed', '关闭', 'closed'),
  count('reopened', '重开', 'reopened'),
  count('withdrawn', '撤回', 'withdrawn'),
  count('merged', '并入其他工单', 'merged'),
  { zh: '重开率', en: 'reopen rate', of: ({ reopenRate }) => rounded(reopenRate.share) },
  ...slaMetrics.flatMap((metric) =>
    clockColumns.map(({ zh, en, of }) => ({
      zh: `${metricNames[metric].zh} ${zh}`,
      en: `${metricNames[metric].en} ${en}`,
      of: ({ clocks }: Figures): Cell => {
        const clock = clocks.find((one) => one.metric === metric);
        return clock ? of(clock) : null;
      },
    })),
  ),
  count('bounces', '推诿次数', 'bounces'),
  { zh: '移交数', en: 'handed on', of: ({ holding }) => holding.n },
  { zh: '持有时长 P50（秒）', en: 'held p50 seconds', of: ({ holding }) => holding.p50Seconds },
  { zh: '持有时长 P90（秒）', en: 'held p90 seconds', of: ({ holding }) => holding.p90Seconds },
  { zh: '回访数', en: 'call-backs', of: ({ callbacks }) => callbacks.n },
  ...outcomeColumns,
  { zh: '等待占比', en: 'waiting share', of: ({ waitingShare }) => rounded(waitingShare) },
];

const groupHeading = { zh: '分组', en: 'group' };
const total = { zh: '合计', en: 'total' };

export const headingsOf = (language: Language): string[] => [
  groupHeading[language],
  ...columns.map((column) => column[language]),
];

/** A line for each group, the total last; empty where nothing can be said. */
export const rowsOf = (answer: KpiAnswer, language: Language): (string | number)[][] =>
  [...answer.groups, { key: total[language], figures: answer.total }].map(({ key, figures }) => [
    key,
    ...columns.map((column) => column.of(figures) ?? ''),
  ]);

const rounded = (ratio: number | null): number | null => (ratio === null ? null : Math.round(ratio * 10_000) / 10_000);
