import type { CaseKind, CaseSeverity, CaseState, ClosingOutcome, ValueLevel } from '@crm/contracts';

type Language = 'zh' | 'en';

/** A case as the file shows it. */
export interface CaseLine {
  number: string;
  state: CaseState;
  kind: CaseKind;
  severity: CaseSeverity;
  level: ValueLevel | null;
  /** Null without the permission to read it, and after erasure. */
  subject: string | null;
  customerId: string | null;
  orderId: string | null;
  productId: string | null;
  ownerEmployeeId: string;
  ownerDepartment: string;
  openedAt: Date;
  dueAt: Date;
  firstRespondedAt: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  /** Whether the deadline of the present cycle was missed. */
  isBreached: boolean;
  outcome: ClosingOutcome | null;
}

/** What people call the values; one that has no word here yet is written as it is. */
const words: Record<Language, Record<string, string>> = {
  zh: {
    ...{ received: '已受理', acknowledged: '已确认', in_progress: '处理中', waiting_customer: '等待客户' },
    ...{ waiting_third_party: '等待第三方', resolved: '已解决', callback_pending: '待回访', closed: '已关闭' },
    ...{ reopened: '已重开', merged: '已合并', withdrawn: '已撤销' },
    ...{ enquiry: '咨询', request: '请求', complaint: '投诉', repair: '报修', technical: '技术' },
    ...{ low: '轻微', normal: '一般', high: '严重', critical: '紧急' },
    ...{ diamond: '钻石', gold: '黄金', silver: '白银', basic: '基础' },
    ...{ satisfied: '满意', unconfirmed: '未确认', not_required: '无需回访', yes: '是', no: '否' },
  },
  en: {},
};

type Cell = (line: CaseLine, write: { word(value: string | null): string; time(at: Date | null): string }) => string;

const columns: { zh: string; en: string; cell: Cell }[] = [
  { zh: '工单号', en: 'number', cell: ({ number }) => number },
  { zh: '状态', en: 'state', cell: ({ state }, { word }) => word(state) },
  { zh: '类型', en: 'kind', cell: ({ kind }, { word }) => word(kind) },
  { zh: '严重程度', en: 'severity', cell: ({ severity }, { word }) => word(severity) },
  { zh: '客户等级', en: 'level', cell: ({ level }, { word }) => word(level) },
  { zh: '主题', en: 'subject', cell: ({ subject }) => subject ?? '' },
  { zh: '客户编号', en: 'customerId', cell: ({ customerId }) => customerId ?? '' },
  { zh: '订单号', en: 'orderId', cell: ({ orderId }) => orderId ?? '' },
  { zh: '产品编号', en: 'productId', cell: ({ productId }) => productId ?? '' },
  { zh: '责任人', en: 'owner', cell: ({ ownerEmployeeId }) => ownerEmployeeId },
  { zh: '责任部门', en: 'department', cell: ({ ownerDepartment }) => ownerDepartment },
  { zh: '受理时间', en: 'openedAt', cell: ({ openedAt }, { time }) => time(openedAt) },
  { zh: '时限', en: 'dueAt', cell: ({ dueAt }, { time }) => time(dueAt) },
  { zh: '首次响应时间', en: 'firstRespondedAt', cell: ({ firstRespondedAt }, { time }) => time(firstRespondedAt) },
  { zh: '解决时间', en: 'resolvedAt', cell: ({ resolvedAt }, { time }) => time(resolvedAt) },
  { zh: '关闭时间', en: 'closedAt', cell: ({ closedAt }, { time }) => time(closedAt) },
  { zh: '是否超时', en: 'breached', cell: ({ isBreached }, { word }) => word(isBreached ? 'yes' : 'no') },
  { zh: '回访结果', en: 'outcome', cell: ({ outcome }, { word }) => word(outcome) },
];

/** The first line of the file. */
export const headings = (language: Language): string[] => columns.map((column) => column[language]);

/** One case as cells; times are of the zone, as `2026-01-05 10:00:00`. */
export function cellsOf(line: CaseLine, language: Language, timeZone: string): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const write = {
    word: (value: string | null) => (value === null ? '' : (words[language][value] ?? value)),
    time: (at: Date | null) => (at === null ? '' : format.format(at)),
  };
  return columns.map(({ cell }) => cell(line, write));
}

/** The last line of a file that ends before the cases do. */
export const cutOff = (most: number, language: Language): string =>
  language === 'zh'
    ? `仅包含前 ${most} 条，其余未导出，请缩小筛选范围`
    : `Only the first ${most} cases: the others are left out, please ask for fewer`;
