import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SlaPolicyContent } from './rules/policy.js';

/** One version of the policy. Versions are added, never changed. */
@Entity('sla_policy')
export class SlaPolicy {
  @PrimaryColumn('integer') version: number;
  @Column('jsonb') content: SlaPolicyContent;
  @Column('timestamptz') changedAt: Date;
  /** Null: it came with the system. */
  @Column('text', { nullable: true }) changedBy: string | null;
}
