import type { EventByType } from '@crm/contracts';
import { handOverEntries } from './hand-over-entries.js';
import { salesEntries } from './sales-entries.js';
import { entry, type EntryKind, type TimelineFacts } from './timeline-entry.js';
import { type Text, type WordList, wordOf } from './words.js';

export type { TimelineFacts };

type OrderData = EventByType<'crm.order.paid'>['data'];
const order = (zh: string, en: string) =>
  entry<'crm.order.paid'>(
    ({ source, orderId, currency, lines }: OrderData) => ({
      source,
      orderId,
      amountMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0),
      currency,
    }),
    `订单 {orderId} ${zh}`,
    `Order {orderId} ${en}`,
  );

/** Which events a timeline shows, what it keeps of them and what it calls them. */
const entries = {
  'customer.registered': entry<'customer.registered'>(({ kind }) => ({ kind }), '客户建档', 'Customer registered'),
  'customer.status-changed': entry<'customer.status-changed'>(
    ({ from, to }) => ({ from, to }),
    '客户状态由{from:status}变为{to:status}',
    'Status changed from {from:status} to {to:status}',
  ),
  'customer.owner-changed': entry<'customer.owner-changed'>(
    ({ owner }) => ({ department: owner.department, employeeId: owner.employeeId }),
    '负责部门变更为 {department}',
    'Owned by {department} from now on',
  ),
  'customer.merged': entry<'customer.merged'>(
    ({ mergeId, retiredId }) => ({ mergeId, retiredId }),
    '并入另一客户记录',
    'Another customer record was merged in',
  ),
  'customer.unmerged': entry<'customer.unmerged'>(
    ({ mergeId, restoredId }) => ({ mergeId, restoredId }),
    '撤销合并',
    'A merge was taken back',
  ),
  'customer.consent-changed': entry<'customer.consent-changed'>(
    ({ purpose, channel, state }) => ({ purpose, channel, state }),
    '{purpose:purpose}（{channel:channel}）授权：{state:consent}',
    'Consent for {purpose:purpose} by {channel:channel} {state:consent}',
  ),
  'crm.order.placed': order('已下单', 'placed'),
  'crm.order.paid': order('已付款', 'paid'),
  'crm.order.shipped': order('已发货', 'shipped'),
  'crm.order.delivered': order('已送达', 'delivered'),
  'crm.order.cancelled': order('已取消', 'cancelled'),
  'crm.order.returned': order('有退货', 'returned'),
  'intake.recorded': entry<'intake.recorded'>(
    ({ caseId, channel, decision }) => ({ caseId, channel, decision }),
    '客户来访（{channel:channel}）',
    'Contact by {channel:channel}',
  ),
  'case.opened': entry<'case.opened'>(
    ({ caseId, number, kind, severity }) => ({ caseId, number, kind, severity }),
    '{kind:caseKind} {number} 立案',
    '{kind:caseKind} {number} opened',
  ),
  'case.customer-linked': entry<'case.customer-linked'>(
    ({ caseId, before }) => ({ caseId, before }),
    '工单确认为该客户的工单',
    'Case found to be of this customer',
  ),
  'case.waiting': entry<'case.waiting'>(
    ({ caseId, cycle, for: waitsFor }) => ({ caseId, cycle, waitsFor }),
    '工单等待{waitsFor:waitedFor}',
    'Case waits for {waitsFor:waitedFor}',
  ),
  'case.handover-accepted': entry<'case.handover-accepted'>(
    ({ caseId, owner }) => ({ caseId, department: owner.department }),
    '工单移交至 {department}',
    'Case handed over to {department}',
  ),
  'case.resolved': entry<'case.resolved'>(({ caseId, cycle }) => ({ caseId, cycle }), '工单已处理', 'Case resolved'),
  'callback.completed': entry<'callback.completed'>(
    ({ caseId, outcome }) => ({ caseId, outcome }),
    '回访：{outcome:outcome}',
    'Call-back: {outcome:outcome}',
  ),
  'case.closed': entry<'case.closed'>(
    ({ caseId, kind, outcome }) => ({ caseId, kind, outcome }),
    '{kind:caseKind}结案：{outcome:outcome}',
    '{kind:caseKind} closed: {outcome:outcome}',
  ),
  'case.withdrawn': entry<'case.withdrawn'>(
    ({ caseId, kind, reason }) => ({ caseId, kind, reason }),
    '{kind:caseKind}撤回：{reason:withdrawal}',
    '{kind:caseKind} withdrawn: {reason:withdrawal}',
  ),
  'case.merged': entry<'case.merged'>(
    ({ caseId, intoId }) => ({ caseId, intoId }),
    '工单并入另一工单',
    'Case merged into another one',
  ),
  'case.reopened': entry<'case.reopened'>(({ caseId, cycle }) => ({ caseId, cycle }), '工单重新打开', 'Case reopened'),
  'sla.breached': entry<'sla.breached'>(
    ({ caseId, cycle, metric }) => ({ caseId, cycle, metric }),
    '工单{metric:metric}超时',
    'Case missed its deadline for {metric:metric}',
  ),
  'invitation.sent': entry<'invitation.sent'>(
    ({ caseId, survey }) => ({ caseId, survey }),
    '已发送满意度调查',
    'Asked for feedback',
  ),
  'invitation.suppressed': entry<'invitation.suppressed'>(
    ({ caseId, reason }) => ({ caseId, reason }),
    '未发送满意度调查：{reason:suppression}',
    'Not asked for feedback: {reason:suppression}',
  ),
  'response.received': entry<'response.received'>(
    ({ caseId, nps, csat }) => ({ caseId, nps, csat }),
    '收到满意度反馈',
    'Feedback received',
  ),
  'followup.requested': entry<'followup.requested'>(
    ({ caseId, reason, score }) => ({ caseId, reason, score }),
    '低分反馈需要跟进',
    'Bad feedback needs a follow-up',
  ),
  'account.opened': entry<'account.opened'>(
    ({ accountId }) => ({ accountId }),
    '开立积分账户',
    'Points account opened',
  ),
  'points.accrued': entry<'points.accrued'>(
    ({ accountId, points, balance, orderId }) => ({ accountId, points, balance, orderId }),
    '获得 {points} 积分',
    '{points} points earned',
  ),
  'points.redeemed': entry<'points.redeemed'>(
    ({ accountId, points, balance }) => ({ accountId, points, balance }),
    '兑换 {points} 积分',
    '{points} points spent',
  ),
  'points.reversed': entry<'points.reversed'>(
    ({ accountId, points, balance, reason }) => ({ accountId, points, balance, reason }),
    '冲回 {points} 积分（{reason:reversal}）',
    '{points} points reversed ({reason:reversal})',
  ),
  'points.adjusted': entry<'points.adjusted'>(
    ({ accountId, points, balance }) => ({ accountId, points, balance }),
    '人工调整 {points} 积分',
    '{points} points adjusted by hand',
  ),
  'level.changed': entry<'level.changed'>(
    ({ from, to }) => ({ from, to }),
    '价值等级变为{to:level}',
    'Value level is {to:level} now',
  ),
  'message.sent': entry<'message.sent'>(
    ({ messageId, channel, requestedBy }) => ({ messageId, channel, requestedBy }),
    '已发送消息（{channel:channel}）',
    'Message sent by {channel:channel}',
  ),
  'message.suppressed': entry<'message.suppressed'>(
    ({ messageId, reason, requestedBy }) => ({ messageId, reason, requestedBy }),
    '消息未发送：{reason:suppression}',
    'Message not sent: {reason:suppression}',
  ),
  'message.bounced': entry<'message.bounced'>(
    ({ messageId, channel, requestedBy }) => ({ messageId, channel, requestedBy }),
    '消息退回（{channel:channel}）',
    'Message by {channel:channel} bounced',
  ),
  ...salesEntries,
  ...handOverEntries,
};

export type TimelineType = keyof typeof entries;
export const timelineTypes = Object.keys(entries) as TimelineType[];

export const isOnTimeline = (event: { type: string }): event is EventByType<TimelineType> => event.type in entries;

/** What the timeline keeps of an event. */
export const factsOf = (event: EventByType<TimelineType>): TimelineFacts =>
  (entries[event.type] as EntryKind<TimelineType>).facts(event.data as never);

/** What people call an entry. */
export function labelOf(type: TimelineType, facts: TimelineFacts): Text {
  const { zh, en } = entries[type].label;
  return { zh: filled(zh, facts, 'zh'), en: filled(en, facts, 'en') };
}

const filled = (template: string, facts: TimelineFacts, language: keyof Text): string =>
  template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, list?: string) => {
    const value = facts[name] ?? '–';
    return list ? wordOf(list as WordList, value)[language] : String(value);
  });
