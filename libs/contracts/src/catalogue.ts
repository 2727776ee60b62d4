import type { EventDefinition, EventOf } from './event.js';
import { CaseAdjudicated, CaseAdjudicationNeeded } from './case/adjudication.events.js';
import { AgentChanged, QueueChanged } from './case/agent.events.js';
import { ArticlePublished, ArticleRetired } from './case/article.events.js';
import {
  CallbackAssigned,
  CallbackAttempted,
  CallbackCancelled,
  CallbackDue,
  CallbackOverdue,
  CallbackPlanned,
  CallbackPostponed,
} from './case/callback.events.js';
import {
  ProactiveActionFinished,
  ProactiveActionStarted,
  ProactiveTaskAssigned,
  ProactiveTaskClosed,
  ProactiveTaskDue,
  ProactiveTaskOpened,
} from './case/proactive.events.js';
import {
  GoodwillApproved,
  GoodwillProposed,
  GoodwillRejected,
  GoodwillRevocationRequested,
} from './case/goodwill.events.js';
import {
  GoodwillGranted,
  GoodwillRefused,
  GoodwillRevocationRefused,
  GoodwillRevoked,
} from './loyalty/goodwill-booking.events.js';
import {
  IntakeRecorded,
  CaseOpened,
  CaseAcknowledged,
  CaseAssessed,
  CaseKindChanged,
  CaseResponded,
  CaseHandoverOffered,
  CaseHandoverAccepted,
  CaseHandoverDeclined,
  CaseResolved,
  CallbackCompleted,
  CaseClosed,
  CaseReopened,
  CaseResumed,
  CaseWaiting,
} from './case/case.events.js';
import { CaseCustomerLinked, NoticeCreated } from './case/conversation.events.js';
import { CaseCustomerReplied, CaseIntakeAttached, CaseIntakeDetached } from './case/intake.events.js';
import { CaseAbsorbed, CaseMerged, CaseWithdrawn } from './case/case-ending.events.js';
import { CaseAttachmentAdded, CaseAttachmentDeleted } from './case/case-attachment.events.js';
import { ExtensionDeclined, ExtensionRequested } from './case/extension.events.js';
import { CaseLinked, CaseUnlinked } from './case/case-link.events.js';
import { SlaBreached, SlaMet, SlaRescheduled, SlaWarned } from './case/sla.events.js';
import {
  ProblemOpened,
  ProblemAnalysed,
  PreventiveActionPlanned,
  PreventiveActionOverdue,
  PreventiveActionDone,
  ProblemClosed,
  ProblemRecurred,
} from './case/problem.events.js';
import { CustomerCard } from './customer/customer-card.events.js';
import {
  CustomerRegistered,
  CustomerCorrected,
  CustomerStatusChanged,
  CustomerOwnerChanged,
  CustomerMerged,
  CustomerUnmerged,
  CustomerWithdrawn,
  CustomerConsentChanged,
} from './customer/customer.events.js';
import {
  CustomerClaimRefused,
  CustomerHandOverAccepted,
  CustomerHandOverDeclined,
  CustomerHandOverExpired,
  CustomerHandOverOffered,
  CustomerHandOverWithdrawn,
} from './customer/ownership.events.js';
import { QualityMeasured } from './customer/quality.events.js';
import { CustomerRelated, CustomerRelationCorrected, CustomerRelationEnded } from './customer/relationship.events.js';
import { DepartmentChanged, EmployeeCard } from './employee/employee.events.js';
import {
  ErpOrderPlaced,
  ErpOrderPaid,
  ErpOrderShipped,
  ErpOrderDelivered,
  ErpOrderCancelled,
  ErpOrderReturned,
} from './erp/erp-order.events.js';
import {
  InvitationSent,
  InvitationSuppressed,
  ResponseReceived,
  FollowupRequested,
} from './feedback/feedback.events.js';
import { ValueScored, LevelChanged } from './insight/insight.events.js';
import {
  AccountOpened,
  PointsAccrued,
  PointsAdjusted,
  PointsRedeemed,
  PointsReversed,
} from './loyalty/loyalty.events.js';
import {
  MessageRequested,
  MessageSent,
  MessageSuppressed,
  MessageBounced,
  MessageTemplateChanged,
} from './message/message.events.js';
import { RulesChanged } from './rules/rules.events.js';
import { OaEmployeeChanged, OaDepartmentChanged } from './oa/oa-employee.events.js';
import {
  OrderPlaced,
  OrderPaid,
  OrderShipped,
  OrderDelivered,
  OrderCancelled,
  OrderReturned,
} from './order/order.events.js';
import {
  FollowUpOpened,
  FollowUpReminded,
  FollowUpOverdue,
  FollowUpEscalated,
  FollowUpPostponed,
  FollowUpReassigned,
  FollowUpCompleted,
  FollowUpCancelled,
} from './sales/follow-up.events.js';
import { InteractionRecorded, InteractionCorrected } from './sales/interaction.events.js';
import {
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityWon,
  OpportunityLost,
  OpportunityCorrected,
  OpportunityStalled,
  OpportunityCloseOverdue,
} from './sales/opportunity.events.js';

/** Every event type there is, by the topic that carries it. */
export const eventDefinitions = [
  IntakeRecorded,
  CaseOpened,
  CaseAcknowledged,
  CaseAssessed,
  CaseKindChanged,
  CaseResponded,
  CaseHandoverOffered,
  CaseHandoverAccepted,
  CaseHandoverDeclined,
  CaseResolved,
  CallbackCompleted,
  CaseClosed,
  CaseReopened,
  CaseResumed,
  CaseWaiting,
  CallbackPlanned,
  CallbackAssigned,
  CallbackAttempted,
  CallbackPostponed,
  CallbackCancelled,
  CallbackDue,
  CallbackOverdue,
  ProactiveActionStarted,
  ProactiveActionFinished,
  ProactiveTaskOpened,
  ProactiveTaskAssigned,
  ProactiveTaskClosed,
  ProactiveTaskDue,
  GoodwillProposed,
  GoodwillApproved,
  GoodwillRejected,
  GoodwillRevocationRequested,
  GoodwillGranted,
  GoodwillRefused,
  GoodwillRevoked,
  GoodwillRevocationRefused,
  CaseCustomerLinked,
  NoticeCreated,
  CaseIntakeAttached,
  CaseIntakeDetached,
  CaseCustomerReplied,
  CaseWithdrawn,
  CaseMerged,
  CaseAbsorbed,
  ExtensionRequested,
  ExtensionDeclined,
  CaseLinked,
  CaseUnlinked,
  CaseAttachmentAdded,
  CaseAttachmentDeleted,
  SlaBreached,
  SlaMet,
  SlaRescheduled,
  SlaWarned,
  CaseAdjudicationNeeded,
  CaseAdjudicated,
  AgentChanged,
  QueueChanged,
  ArticlePublished,
  ArticleRetired,
  ProblemOpened,
  ProblemAnalysed,
  PreventiveActionPlanned,
  PreventiveActionOverdue,
  PreventiveActionDone,
  ProblemClosed,
  ProblemRecurred,
  CustomerCard,
  CustomerRegistered,
  CustomerCorrected,
  CustomerStatusChanged,
  CustomerOwnerChanged,
  CustomerMerged,
  CustomerUnmerged,
  CustomerWithdrawn,
  CustomerConsentChanged,
  CustomerRelated,
  CustomerRelationEnded,
  CustomerRelationCorrected,
  CustomerHandOverOffered,
  CustomerHandOverAccepted,
  CustomerHandOverDeclined,
  CustomerHandOverWithdrawn,
  CustomerHandOverExpired,
  CustomerClaimRefused,
  QualityMeasured,
  RulesChanged,
  DepartmentChanged,
  InteractionRecorded,
  InteractionCorrected,
  FollowUpOpened,
  FollowUpReminded,
  FollowUpOverdue,
  FollowUpEscalated,
  FollowUpPostponed,
  FollowUpReassigned,
  FollowUpCompleted,
  FollowUpCancelled,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityWon,
  OpportunityLost,
  OpportunityCorrected,
  OpportunityStalled,
  OpportunityCloseOverdue,
  EmployeeCard,
  ErpOrderPlaced,
  ErpOrderPaid,
  ErpOrderShipped,
  ErpOrderDelivered,
  ErpOrderCancelled,
  ErpOrderReturned,
  InvitationSent,
  InvitationSuppressed,
  ResponseReceived,
  FollowupRequested,
  ValueScored,
  LevelChanged,
  AccountOpened,
  PointsAccrued,
  PointsAdjusted,
  PointsRedeemed,
  PointsReversed,
  MessageRequested,
  MessageSent,
  MessageSuppressed,
  MessageBounced,
  MessageTemplateChanged,
  OaEmployeeChanged,
  OaDepartmentChanged,
  OrderPlaced,
  OrderPaid,
  OrderShipped,
  OrderDelivered,
  OrderCancelled,
  OrderReturned,
] as const satisfies readonly EventDefinition[];

type Definition = (typeof eventDefinitions)[number];

export type EventType = Definition['type'];

/** The event of a type name: `EventByType<'customer.registered'>`. */
export type EventByType<T extends EventType> = EventOf<Extract<Definition, { type: T }>>;

export type AnyEvent = EventOf<Definition>;

const byType = new Map<string, EventDefinition>(eventDefinitions.map((definition) => [definition.type, definition]));

/** The definition of a type, or undefined for a type nobody here knows. */
export const definitionOf = (type: string): EventDefinition | undefined => byType.get(type);
