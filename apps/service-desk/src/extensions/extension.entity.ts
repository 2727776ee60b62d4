import type { IntakeChannel } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** requested → approved | declined, by another person. */
export const extensionStates = ['requested', 'approved', 'declined'] as const;
export type ExtensionState = (typeof extensionStates)[number];

/** More time for the resolution of a case, by a step that the policy allows. */
@Entity('sla_extension')
export class Extension {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('integer') cycle: number;
  /** From 1; each once in a cycle. */
  @Column('integer') step: number;
  /** Name of the step in the policy. */
  @Column('text') name: string;
  /** So much more working time. */
  @Column('integer') seconds: number;
  @Column('text') state: ExtensionState;
  /** Sealed. */
  @Column('text') reason: string;
  @Column('text') requestedBy: string;
  @Column('timestamptz') requestedAt: Date;
  @Column('text', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  @Column('timestamptz', { nullable: true }) dueBefore: Date | null;
  @Column('timestamptz', { nullable: true }) dueAfter: Date | null;
  @Column('text', { nullable: true }) informedBy: string | null;
  @Column('timestamptz', { nullable: true }) informedAt: Date | null;
  @Column('text', { nullable: true }) informedChannel: IntakeChannel | null;
}
