/** The closed lists of words that customers are described with. */
export const customerKinds = ['person', 'organisation'] as const;
export type CustomerKind = (typeof customerKinds)[number];

/** 潜在 potential → 目标 target → 现实 active → 流失 lost; 劣质 undesirable. */
export const customerStatuses = ['potential', 'target', 'active', 'lost', 'undesirable'] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

/** Why a customer moved to another status: 购买 purchase, 长期未购买 no_purchase, 人工 by_hand, 合并或拆分 merge. */
export const statusCauses = ['purchase', 'no_purchase', 'by_hand', 'merge'] as const;
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
