export { defineEvent, type Event, type EventDefinition, type EventDraft, type EventOf, type Source } from './event.js';
export { isCurrency, mostMinor, mostPieces } from './money.js';
export { partitionCounts, type Topic, type TopicDefinition, topicNames, topicOf, topics } from './topics.js';
export { wireHeaders } from './wire-headers.js';
export { type AnyEvent, definitionOf, eventDefinitions, type EventByType, type EventType } from './catalogue.js';
export { CaseAdjudicated, CaseAdjudicationNeeded } from './case/adjudication.events.js';
export { AgentChanged, QueueChanged } from './case/agent.events.js';
export { ArticlePublished, ArticleRetired } from './case/article.events.js';
export {
  CallbackAssigned,
  type CallbackAssignmentReason,
  callbackAssignmentReasons,
  CallbackAttempted,
  CallbackCancelled,
  CallbackDue,
  CallbackOverdue,
  CallbackPlanned,
  CallbackPostponed,
} from './case/callback.events.js';
export {
  GoodwillApproved,
  GoodwillProposed,
  type GoodwillReason,
  goodwillReasons,
  GoodwillRejected,
  GoodwillRevocationRequested,
} from './case/goodwill.events.js';
export {
  ProactiveActionFinished,
  ProactiveActionStarted,
  type ProactiveEventKind,
  proactiveEventKinds,
  ProactiveTaskAssigned,
  ProactiveTaskClosed,
  ProactiveTaskDue,
  ProactiveTaskOpened,
} from './case/proactive.events.js';
export {
  GoodwillGranted,
  GoodwillRefused,
  goodwillRefusals,
  GoodwillRevocationRefused,
  GoodwillRevoked,
} from './loyalty/goodwill-booking.events.js';
export {
  CallbackCompleted,
  CaseAcknowledged,
  CaseAssessed,
  CaseKindChanged,
  CaseClosed,
  CaseHandoverAccepted,
  CaseHandoverDeclined,
  CaseHandoverOffered,
  CaseOpened,
  CaseReopened,
  CaseResumed,
  CaseWaiting,
  CaseResolved,
  CaseResponded,
  IntakeRecorded,
} from './case/case.events.js';
export { CaseCustomerLinked, NoticeCreated, type NoticeKind, noticeKinds } from './case/conversation.events.js';
export { CaseCustomerReplied, CaseIntakeAttached, CaseIntakeDetached } from './case/intake.events.js';
export { CaseAbsorbed, CaseMerged, CaseWithdrawn } from './case/case-ending.events.js';
export { CaseAttachmentAdded, CaseAttachmentDeleted } from './case/case-attachment.events.js';
export { ExtensionDeclined, ExtensionRequested } from './case/extension.events.js';
export { CaseLinked, CaseUnlinked } from './case/case-link.events.js';
export { SlaBreached, SlaMet, SlaRescheduled, SlaWarned } from './case/sla.events.js';
export {
  PreventiveActionDone,
  PreventiveActionOverdue,
  PreventiveActionPlanned,
  ProblemAnalysed,
  ProblemClosed,
  ProblemOpened,
  ProblemRecurred,
} from './case/problem.events.js';
export {
  callbackOutcomes,
  caseKinds,
  caseSeverities,
  caseStates,
  type OwnerChangeReason,
  ownerChangeReasons,
  type RescheduleReason,
  rescheduleReasons,
  type SlaMetric,
  slaMetrics,
  type WaitedFor,
  waitedFor,
  type CaseLinkKind,
  caseLinkKinds,
  type WithdrawalReason,
  withdrawalReasons,
  closingOutcomes,
  intakeChannels,
  type CallbackOutcome,
  type CaseKind,
  type CaseSeverity,
  type CaseState,
  type ClosingOutcome,
  type IntakeChannel,
} from './case/case.values.js';
export { CustomerCard } from './customer/customer-card.events.js';
export {
  CustomerConsentChanged,
  CustomerCorrected,
  CustomerMerged,
  CustomerOwnerChanged,
  CustomerRegistered,
  CustomerStatusChanged,
  CustomerUnmerged,
  CustomerWithdrawn,
} from './customer/customer.events.js';
export {
  CustomerClaimRefused,
  CustomerHandOverAccepted,
  CustomerHandOverDeclined,
  CustomerHandOverExpired,
  CustomerHandOverOffered,
  CustomerHandOverWithdrawn,
} from './customer/ownership.events.js';
export { QualityMeasured } from './customer/quality.events.js';
export { CustomerRelated, CustomerRelationCorrected, CustomerRelationEnded } from './customer/relationship.events.js';
export {
  claimPurposes,
  contactPointTypes,
  customerKinds,
  customerStatuses,
  handOverEnds,
  handOverKinds,
  handOverReasons,
  messageChannels,
  messagePurposes,
  ownershipCauses,
  relationshipTypes,
  statusCauses,
  valueLevels,
  type ClaimPurpose,
  type ContactPointType,
  type CustomerKind,
  type CustomerStatus,
  type HandOverEnd,
  type HandOverKind,
  type HandOverReason,
  type MessageChannel,
  type MessagePurpose,
  type OwnershipCause,
  type RelationshipType,
  type StatusCause,
  type ValueLevel,
} from './customer/customer.values.js';
export { DepartmentChanged, EmployeeCard } from './employee/employee.events.js';
export { oaIdPattern } from './employee/oa-id.js';
export {
  ErpOrderCancelled,
  ErpOrderDelivered,
  ErpOrderPaid,
  ErpOrderPlaced,
  ErpOrderReturned,
  ErpOrderShipped,
  type ErpOrderEvent,
} from './erp/erp-order.events.js';
export {
  FollowupRequested,
  InvitationSent,
  InvitationSuppressed,
  ResponseReceived,
  invitationSuppressions,
  type InvitationSuppression,
} from './feedback/feedback.events.js';
export { LevelChanged, ValueScored } from './insight/insight.events.js';
export {
  AccountOpened,
  PointsAccrued,
  PointsAdjusted,
  PointsRedeemed,
  PointsReversed,
} from './loyalty/loyalty.events.js';
export {
  MessageBounced,
  MessageTemplateChanged,
  MessageRequested,
  MessageSent,
  MessageSuppressed,
  messageTemplates,
  suppressionReasons,
  type MessageTemplate,
  type SuppressionReason,
} from './message/message.events.js';
export { type RuleKind, ruleKinds, RulesChanged, rulesChanged } from './rules/rules.events.js';
export { OaDepartmentChanged, OaEmployeeChanged } from './oa/oa-employee.events.js';
export {
  OrderCancelled,
  OrderDelivered,
  OrderPaid,
  OrderPlaced,
  OrderReturned,
  OrderShipped,
  type OrderEvent,
} from './order/order.events.js';
export { mostOrderLines, orderFacts, type OrderFact } from './order/order.shape.js';
export {
  FollowUpCancelled,
  FollowUpCompleted,
  FollowUpEscalated,
  FollowUpOpened,
  FollowUpOverdue,
  FollowUpPostponed,
  FollowUpReassigned,
  FollowUpReminded,
} from './sales/follow-up.events.js';
export { InteractionCorrected, InteractionRecorded } from './sales/interaction.events.js';
export {
  OpportunityCloseOverdue,
  OpportunityCorrected,
  OpportunityLost,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityStalled,
  OpportunityWon,
} from './sales/opportunity.events.js';
export {
  followUpKinds,
  followUpListeners,
  followUpOutcomes,
  followUpPriorities,
  interactionChannels,
  interactionDirections,
  interactionFields,
  interactionOutcomes,
  lossReasons,
  moveReasons,
  openStages,
  opportunityFields,
  opportunitySources,
  opportunityStages,
  reassignmentCauses,
  stageReasons,
  visitPurposes,
  winReasons,
  type FollowUpKind,
  type FollowUpListener,
  type FollowUpOutcome,
  type FollowUpPriority,
  type InteractionChannel,
  type InteractionDirection,
  type InteractionField,
  type InteractionOutcome,
  type OpenStage,
  type OpportunityField,
  type OpportunitySource,
  type OpportunityStage,
  type ReassignmentCause,
  type StageReason,
  type VisitPurpose,
} from './sales/sales.values.js';
