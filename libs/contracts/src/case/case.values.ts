export const caseKinds = ['enquiry', 'request', 'complaint', 'repair', 'technical'] as const;
export type CaseKind = (typeof caseKinds)[number];

export const caseSeverities = ['low', 'normal', 'high', 'critical'] as const;
export type CaseSeverity = (typeof caseSeverities)[number];

export const intakeChannels = ['phone', 'email', 'web_chat', 'wechat', 'app', 'social', 'visit', 'http'] as const;
export type IntakeChannel = (typeof intakeChannels)[number];

export const caseStates = [
  'received',
  'acknowledged',
  'in_progress',
  'waiting_customer',
  'waiting_third_party',
  'resolved',
  'callback_pending',
  'closed',
  'reopened',
  'merged',
  'withdrawn',
] as const;
export type CaseState = (typeof caseStates)[number];

/** What a call brought. `unreached`: nobody answered; `wrong_number`: somebody else did; `refused`: the customer would not say. */
export const callbackOutcomes = ['satisfied', 'unsatisfied', 'unreached', 'wrong_number', 'refused'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

/** How a case ended: unconfirmed is never counted as satisfied. */
export const closingOutcomes = ['satisfied', 'unconfirmed', 'not_required'] as const;
export type ClosingOutcome = (typeof closingOutcomes)[number];

/** Whom a case may wait for while its clocks stand. */
export const waitedFor = ['customer', 'third_party'] as const;
export type WaitedFor = (typeof waitedFor)[number];

/** What of the handling of a case is measured against a deadline. */
export const slaMetrics = [
  'acknowledge',
  'first_response',
  'next_update',
  'resolution',
  'callback',
  'handover',
] as const;
export type SlaMetric = (typeof slaMetrics)[number];

/** Why a deadline is another one than before. */
export const rescheduleReasons = [
  'waiting',
  'resumed',
  'level_rose',
  'severity_rose',
  'policy_changed',
  'calendar_changed',
  'calendar_published',
  'extended',
  'intake_moved',
  'merged',
  'kind_changed',
] as const;
export type RescheduleReason = (typeof rescheduleReasons)[number];

/** Why a case ends without a resolution; the last three: it never was one. */
export const withdrawalReasons = [
  'customer_withdrew',
  'handled_elsewhere',
  'opened_by_mistake',
  'spam',
  'test',
] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/** What a case has to do with another one, read from the first to the second. */
export const caseLinkKinds = ['related', 'causes', 'follows', 'may_duplicate'] as const;
export type CaseLinkKind = (typeof caseLinkKinds)[number];

/** Why a case has another owner than before. */
export const ownerChangeReasons = [
  'handover',
  'recusal',
  'claimed',
  'absence',
  'left',
  'adjudication',
  'kind_changed',
  'queue_changed',
] as const;
export type OwnerChangeReason = (typeof ownerChangeReasons)[number];
