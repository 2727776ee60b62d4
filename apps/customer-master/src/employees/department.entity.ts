import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A department; departments form a tree. */
@Entity('department')
export class Department {
  @PrimaryColumn('text')
  id: string;

  @Column('integer')
  version: number;

  @Column('text')
  name: string;

  /** The department above; null at the top. */
  @Column('text', { nullable: true })
  parentId: string | null;

  /** The employee who leads it. */
  @Column('text', { nullable: true })
  head: string | null;

  @Column('timestamptz')
  observedAt: Date;
}
