import type { CaseKind, CaseSeverity, ContactPointType, IntakeChannel } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Another open case of the customer that the contact might belong to. */
export interface Suggestion {
  caseId: string;
  /** 0 to 1. */
  score: number;
  reasons: ('same_customer' | 'same_kind' | 'same_order' | 'same_product')[];
}

/** One contact of a customer, as it came in. Never changed. */
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
  /** Sealed. */
  @Column('text') subject: string;
  /** Sealed. */
  @Column('text') words: string;
  @Column('text') kind: CaseKind;
  @Column('text') severity: CaseSeverity;
  @Column('text', { nullable: true }) orderId: string | null;
  @Column('text', { nullable: true }) productId: string | null;
  @Column('text', { nullable: true }) complainedOf: string | null;
  @Column('text') decision: 'opened' | 'attached';
  @Column('jsonb') suggestions: Suggestion[];
}
