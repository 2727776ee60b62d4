import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of what happened to a case. */
@Entity('case_entry')
export class CaseEntry {
  @PrimaryColumn('uuid') id: string;
  /** Rises within the case; given by the database. */
  @Column({ type: 'bigint', insert: false, update: false }) position: number;
  @Column('uuid') caseId: string;
  @Column('timestamptz') at: Date;
  @Column('text') type: string;
  @Column('text', { nullable: true }) byEmployeeId: string | null;
  @Column('text', { nullable: true }) byDepartment: string | null;
  @Column('jsonb') details: Record<string, unknown>;
  /** What somebody wrote about it, sealed; null: nothing. */
  @Column('text', { nullable: true }) words: string | null;
}
