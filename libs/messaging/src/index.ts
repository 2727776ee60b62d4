export { declaredHandlers, topicsOf } from './consumer/declared-handlers.js';
export {
  Forward,
  type HandlerTraits,
  Project,
  ProjectBatch,
  ProjectTombstone,
  React,
  type ReadModel,
} from './consumer/decorators.js';
export { EventServer } from './consumer/event-server.js';
export { type Decision, Decisions, type Refusal } from './dead-letters/decisions.js';
export { type DeadLetter, type LetterFilter, Letters, type LetterState, letterStates } from './dead-letters/letters.js';
export { type Replay, type ReplayOutcome, Replays } from './dead-letters/replays.js';
export { faultsOf, isEvent, type SchemaFault } from './event-schema.js';
export { messagingMigrations } from './messaging.migrations.js';
export { TRANSPORT } from './messaging.tokens.js';
export { MessagingModule, type MessagingOptions } from './messaging.module.js';
export { Outbox } from './outbox/outbox.js';
export { type ParkedEvent, type ParkedFilter, ParkedOutbox } from './outbox/parked-outbox.js';
export { currentTrace, runInTrace, startTrace, type Trace } from './trace/trace.js';
export {
  type ReceivedMessage,
  type SubscribeOptions,
  type Subscription,
  type Transport,
  UnsendableMessage,
  type WireMessage,
} from './transport/transport.js';
export { EmbeddedTransport, type EmbeddedTransportOptions } from './transport/embedded/embedded.transport.js';
export { Rebuild, type RebuildProgress, type RebuildResult } from './rebuild/rebuild.js';
export { isRebuild } from './rebuild/shadow.js';
export { eventLogMigrations } from './transport/embedded/event-log.migrations.js';
export type { KafkaOptions } from './transport/kafka/kafka.connection.js';
export { type TopicDifference, type TopicsReport, topicSettings } from './transport/kafka/kafka.topics.js';
export { KafkaTransport } from './transport/kafka/kafka.transport.js';
export { fromWire, toWire, UnreadableEvent } from './wire.js';
