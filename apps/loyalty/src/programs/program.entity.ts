import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A set of rules by which points are earned and spent. */
@Entity()
export class Program {
  @PrimaryColumn('uuid') id: string;
  @Column('text') nameZh: string;
  @Column('text') nameEn: string;
  @Column('timestamptz') createdAt: Date;
}
