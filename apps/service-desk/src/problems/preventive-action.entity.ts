import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody is to do so that a problem does not come again. */
@Entity('preventive_action')
export class PreventiveAction {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') problemId: string;
  /** Sealed. */
  @Column('text') what: string;
  @Column('text') ownerEmployeeId: string;
  @Column('timestamptz') dueAt: Date;
  @Column('timestamptz') plannedAt: Date;
  @Column('text') plannedBy: string;
  /** Null: not yet. */
  @Column('timestamptz', { nullable: true }) doneAt: Date | null;
  @Column('timestamptz', { nullable: true }) reportedAt: Date | null;
  @Column('text', { nullable: true }) reportedBy: string | null;
  /** Sealed: what shows that it was done. */
  @Column('text', { nullable: true }) evidence: string | null;
}
