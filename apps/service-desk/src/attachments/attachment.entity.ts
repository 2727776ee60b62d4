import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file of a case. Its content is in the store, under the same id. */
@Entity('case_attachment')
export class Attachment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  /** 1 to 50: which of the places of the case it takes. */
  @Column('smallint') place: number;
  /** Sealed; like the key and the hash null once it is deleted. */
  @Column('text', { nullable: true }) name: string | null;
  /** Key of the content, sealed under the key of whom the case is about. */
  @Column('text', { nullable: true }) dataKey: string | null;
  /** Media type by the content. */
  @Column('text') type: string;
  @Column('integer') bytes: number;
  /** Of the content in clear. */
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('timestamptz') addedAt: Date;
  @Column('text') addedBy: string;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
  @Column('text', { nullable: true }) deletedBy: string | null;
}
