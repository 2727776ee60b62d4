/** The closed lists of words that the work of sales is described with. */

/** How a contact took place: 电话, 微信, 邮件, 短信, 在线客服, 应用, 拜访, 社交媒体, 活动, 其他. */
export const interactionChannels = [
  'phone',
  'wechat',
  'email',
  'sms',
  'web_chat',
  'app',
  'visit',
  'social',
  'event',
  'other',
] as const;
export type InteractionChannel = (typeof interactionChannels)[number];

/** 客户主动 in: the customer began it; 主动联系 out: we did. */
export const interactionDirections = ['in', 'out'] as const;
export type InteractionDirection = (typeof interactionDirections)[number];

/** What came of a contact: 已联系上, 未联系上, 有意向, 无意向, 约定面谈, 投诉, 下单, 其他. */
export const interactionOutcomes = [
  'reached',
  'not_reached',
  'interested',
  'not_interested',
  'meeting_agreed',
  'complaint',
  'order',
  'other',
] as const;
export type InteractionOutcome = (typeof interactionOutcomes)[number];

/** What of a contact can be corrected. */
export const interactionFields = [
  'channel',
  'direction',
  'occurredAt',
  'durationSeconds',
  'outcome',
  'subject',
  'notes',
] as const;
export type InteractionField = (typeof interactionFields)[number];

/** What is to be done: 任务, 电话, 拜访, 提醒. */
export const followUpKinds = ['task', 'call', 'visit', 'reminder'] as const;
export type FollowUpKind = (typeof followUpKinds)[number];

/** 低, 普通, 高, 紧急. */
export const followUpPriorities = ['low', 'normal', 'high', 'urgent'] as const;
export type FollowUpPriority = (typeof followUpPriorities)[number];

/** What came of it: 已完成, 未联系上, 已无必要, 其他. */
export const followUpOutcomes = ['done', 'not_reached', 'not_needed', 'other'] as const;
export type FollowUpOutcome = (typeof followUpOutcomes)[number];

/** Whom a follow-up is brought to, and as what: 执行人, 代理人, 上级, 部门负责人, 部门. */
export const followUpListeners = ['assignee', 'substitute', 'supervisor', 'department_head', 'department'] as const;
export type FollowUpListener = (typeof followUpListeners)[number];

/** Why somebody else has to do it: 人工, 离职. */
export const reassignmentCauses = ['by_hand', 'leaver', 'handed_over'] as const;
export type ReassignmentCause = (typeof reassignmentCauses)[number];

/** What a visit is for: 初次拜访, 商务洽谈, 服务, 现场考察, 投诉处理, 客情维护, 回款, 其他. */
export const visitPurposes = [
  'introduction',
  'negotiation',
  'service',
  'inspection',
  'complaint',
  'relationship',
  'collection',
  'other',
] as const;
export type VisitPurpose = (typeof visitPurposes)[number];

/** 线索, 需求确认, 方案报价, 商务谈判, in this order. */
export const openStages = ['lead', 'qualified', 'proposal', 'negotiation'] as const;
export type OpenStage = (typeof openStages)[number];

/** The open ones, then 赢单 won and 输单 lost. */
export const opportunityStages = [...openStages, 'won', 'lost'] as const;
export type OpportunityStage = (typeof opportunityStages)[number];

/** Where it came from: 客户咨询, 转介绍, 营销活动, 交叉销售, 展会, 陌生拜访, 招标, 其他. */
export const opportunitySources = [
  'inbound',
  'referral',
  'campaign',
  'cross_sell',
  'event',
  'cold_call',
  'tender',
  'other',
] as const;
export type OpportunitySource = (typeof opportunitySources)[number];

/** Why it was won: 价格, 质量, 客情关系, 服务, 产品匹配, 交期, 独家供应, 其他. */
export const winReasons = [
  'price',
  'quality',
  'relationship',
  'service',
  'product_fit',
  'delivery',
  'sole_supplier',
  'other',
] as const;

/** Why it was lost: 价格, 竞争对手, 无预算, 未作决定, 时机, 无需求, 产品不匹配, 失联, 取消, 其他. */
export const lossReasons = [
  'price',
  'competitor',
  'no_budget',
  'no_decision',
  'timing',
  'no_need',
  'product_fit',
  'unreachable',
  'cancelled',
  'other',
] as const;

/** Why it moved to another open stage: 需求变更, 预算变化, 对接人变更, 更正, 客户回头, 其他. */
export const moveReasons = [
  'requirement_changed',
  'budget_changed',
  'contact_changed',
  'correction',
  'customer_returned',
  'other',
] as const;

/** Every reason that a change of stage can have. */
export const stageReasons = [...new Set([...winReasons, ...lossReasons, ...moveReasons])] as const;
export type StageReason = (typeof winReasons)[number] | (typeof lossReasons)[number] | (typeof moveReasons)[number];

/** What of an opportunity can be corrected without moving it. */
export const opportunityFields = [
  'title',
  'amount',
  'probability',
  'expectedCloseOn',
  'products',
  'competitor',
  'source',
  'owner',
] as const;
export type OpportunityField = (typeof opportunityFields)[number];
