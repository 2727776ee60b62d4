import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a program's earning rule; never changed: a correction is a new version. */
@Entity()
export class ProgramRule {
  @PrimaryColumn('uuid') programId: string;
  @PrimaryColumn('integer') version: number;
  @Column('timestamptz') validFrom: Date;
  @Column('text') currency: string;
  @Column('integer') minorPerPoint: number;
  @Column('jsonb') multipliers: Record<string, number>;
  @Column('integer') otherMultiplier: number;
  @Column('timestamptz') publishedAt: Date;
  @Column('text') publishedBy: string;
}
