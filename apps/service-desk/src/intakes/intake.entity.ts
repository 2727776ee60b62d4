import type { CaseKind, CaseSeverity, ContactPointType, IntakeChannel } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { IntakeDecision, Suggestion } from './suggestion.js';

/** One contact of a customer, as it came in. Only the case that it belongs to is ever another one. */
@Entity('intake')
export class Intake {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('text') channel: IntakeChannel;
  @Column('text') externalId: string;
  /** Keyed hash of the whole request: tells a repetition from another message under the same id. */
  @Column('text') fingerprint: string;
  @Column('timestamptz') receivedAt: Date;
  @Column('timestamptz') recordedAt: Date;
  @Column('text') recordedBy: string;
  /** As recognised; null: not known. */
  @Column('uuid', { nullable: true }) customerId: string | null;
  @Column('text', { nullable: true }) contactType: ContactPointType | null;
  /** Sealed. */
  @Column('text', { nullable: true }) contactValue: string | null;
  /** Keyed hash of the contact point: tells that two unknown people are one. */
  @Column('text', { nullable: true }) contactKey: string | null;
  /** Sealed. */
  @Column('text') subject: string;
  /** Sealed. */
  @Column('text') words: string;
  /** Null: not told. */
  @Column('text', { nullable: true }) kind: CaseKind | null;
  @Column('text') severity: CaseSeverity;
  @Column('text', { nullable: true }) orderId: string | null;
  @Column('text', { nullable: true }) productId: string | null;
  @Column('text', { nullable: true }) complainedOf: string | null;
  @Column('text') decision: IntakeDecision;
  @Column('jsonb') suggestions: Suggestion[];
}
