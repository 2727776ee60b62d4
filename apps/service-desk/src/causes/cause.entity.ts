import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that makes customers complain. A retired one stays, since cases name it. */
@Entity('cause')
export class Cause {
  @PrimaryColumn('uuid') id: string;
  @Column('integer') version: number;
  @Column('text') code: string;
  @Column('text') nameZh: string;
  @Column('text') nameEn: string;
  /** No case is given it any more. */
  @Column('boolean') retired: boolean;
  @Column('timestamptz') changedAt: Date;
  @Column('text') changedBy: string;
}
