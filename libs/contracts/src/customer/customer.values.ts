/** The closed lists of words that customers are described with. */
export const customerKinds = ['person', 'organisation'] as const;
export type CustomerKind = (typeof customerKinds)[number];

/** 潜在 potential → 目标 target → 现实 active → 流失 lost; 劣质 undesirable. */
export const customerStatuses = ['potential', 'target', 'active', 'lost', 'undesirable'] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

/**
 * Why a customer moved to another status: 购买 purchase, 长期未购买 no_purchase, 有商机 open_opportunity, 商机全部输单
 * no_open_opportunity, 人工 by_hand, 合并或拆分 merge.
 */
export const statusCauses = [
  'purchase',
  'no_purchase',
  'by_hand',
  'merge',
  'open_opportunity',
  'no_open_opportunity',
] as const;
export type StatusCause = (typeof statusCauses)[number];

/** The value level that analytics gives: 钻石, 黄金, 白银, 基础. */
export const valueLevels = ['diamond', 'gold', 'silver', 'basic'] as const;
export type ValueLevel = (typeof valueLevels)[number];

export const contactPointTypes = ['phone', 'email', 'wechat', 'fax', 'social'] as const;
export type ContactPointType = (typeof contactPointTypes)[number];

/** Ways in which a message can leave for a customer. */
export const messageChannels = ['email', 'sms', 'wechat'] as const;
export type MessageChannel = (typeof messageChannels)[number];

/** Why a message is sent; consent is given per purpose and channel. */
export const messagePurposes = ['service', 'survey', 'loyalty', 'marketing'] as const;
export type MessagePurpose = (typeof messagePurposes)[number];

/**
 * How one customer relates to another, read from → to: `group_member` (legal entity → its group), `site_of` (site → its
 * legal entity), `dealer_of` (dealer → whose dealer it is), `end_user_of` (end user → the dealer that supplies it),
 * `contact_person_of` (person → organisation).
 */
export const relationshipTypes = ['group_member', 'site_of', 'dealer_of', 'end_user_of', 'contact_person_of'] as const;
export type RelationshipType = (typeof relationshipTypes)[number];

/**
 * How a customer came to its owner: 登记人 registered (who registered it), 规则 rule, 默认部门 default (no rule fitted), 人工指定
 * by_hand, 移交 handed_over, 认领 claimed (it had no employee), 离职 leaver (its employee left).
 */
export const ownershipCauses = [
  'registered',
  'rule',
  'default',
  'by_hand',
  'handed_over',
  'claimed',
  'leaver',
] as const;
export type OwnershipCause = (typeof ownershipCauses)[number];

/** `offer`: the owner's side offers, the receiver answers. `request`: who wants the customer asks, the owner's side answers. */
export const handOverKinds = ['offer', 'request'] as const;
export type HandOverKind = (typeof handOverKinds)[number];

/** Why a hand-over ends without an answer of the receiver: 接收人离职. */
export const handOverEnds = ['receiver_left'] as const;
export type HandOverEnd = (typeof handOverEnds)[number];

/** Why a customer is to change hands. */
export const handOverReasons = [
  'workload',
  'region',
  'specialist',
  'absence',
  'leaver',
  'customer_wish',
  'claim',
  'other',
] as const;
export type HandOverReason = (typeof handOverReasons)[number];

/** What somebody starts to follow up for: 新业务, 服务, 续约, 拜访, 活动, 其他. */
export const claimPurposes = ['new_business', 'service', 'renewal', 'visit', 'campaign', 'other'] as const;
export type ClaimPurpose = (typeof claimPurposes)[number];
