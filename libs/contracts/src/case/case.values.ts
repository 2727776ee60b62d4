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
] as const;
export type CaseState = (typeof caseStates)[number];

export const callbackOutcomes = ['satisfied', 'unsatisfied', 'unreached'] as const;
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
export const rescheduleReasons = ['waiting', 'resumed', 'level_rose', 'severity_rose'] as const;
export type RescheduleReason = (typeof rescheduleReasons)[number];
