import type { MessageChannel, MessagePurpose, MessageTemplate, SuppressionReason } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const messageStates = ['queued', 'sent', 'suppressed', 'bounced'] as const;
export type MessageState = (typeof messageStates)[number];

/** A message that a service asked for, and what became of it. */
@Entity('message')
export class Message {
  /** Chosen by the service that asked: one message leaves per id. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('integer')
  version: number;

  /** As the asking service knew the customer. */
  @Column('uuid')
  customerId: string;

  @Column('text')
  requestedBy: string;

  @Column('text')
  purpose: MessagePurpose;

  @Column('text')
  template: MessageTemplate;

  @Column('text')
  state: MessageState;

  @Column('text', { nullable: true })
  reason: SuppressionReason | null;

  @Column('text', { nullable: true })
  channel: MessageChannel | null;

  /** Address, subject and text, sealed; null for a suppressed message. */
  @Column('text', { nullable: true })
  content: string | null;

  @Column('integer')
  attempts: number;

  @Column('timestamptz', { nullable: true })
  nextTryAt: Date | null;

  @Column('text', { nullable: true })
  lastError: string | null;

  @Column('timestamptz')
  requestedAt: Date;

  /** Of the request that set it in motion; with the next two null where nobody knows. */
  @Column('text', { nullable: true })
  correlationId: string | null;

  /** Id of the event that asked for it. */
  @Column('text', { nullable: true })
  causationId: string | null;

  /** W3C trace context in which it was asked for. */
  @Column('text', { nullable: true })
  traceparent: string | null;

  /** When the provider took or refused it. */
  @Column('timestamptz', { nullable: true })
  doneAt: Date | null;
}
