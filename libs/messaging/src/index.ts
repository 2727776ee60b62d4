export { Project, ProjectBatch, ProjectTombstone, React } from './consumer/decorators.js';
export { EventServer } from './consumer/event-server.js';
export { faultsOf, isEvent, type SchemaFault } from './event-schema.js';
export { messagingMigrations } from './messaging.migrations.js';
export { TRANSPORT } from './messaging.tokens.js';
export { MessagingModule, type MessagingOptions } from './messaging.module.js';
export { Outbox } from './outbox/outbox.js';
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
export { eventLogMigrations } from './transport/embedded/event-log.migrations.js';
export type { KafkaOptions } from './transport/kafka/kafka.connection.js';
export { KafkaTransport } from './transport/kafka/kafka.transport.js';
export { fromWire, toWire, UnreadableEvent } from './wire.js';
