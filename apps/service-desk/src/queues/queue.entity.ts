import type { CaseKind, ValueLevel } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where cases wait until somebody takes them. Meanwhile who is on duty for it answers for them. */
@Entity('desk_queue')
export class DeskQueue {
  @PrimaryColumn('text') id: string;
  @Column('integer') version: number;
  @Column('text') nameZh: string;
  @Column('text') nameEn: string;
  /** Whose people take cases from it. */
  @Column('text') department: string;
  /** Employee or post. */
  @Column('text') dutyOwner: string;
  /** Which cases it is for; an empty list: every. */
  @Column('text', { array: true }) kinds: CaseKind[];
  @Column('text', { array: true }) levels: ValueLevel[];
  /** Ids in the ERP; one that ends with `*` stands for every product whose id begins so. */
  @Column('text', { array: true }) products: string[];
  /** Of several queues that are for a case, the one with the lowest number. */
  @Column('integer') position: number;
  /** Seconds by which a case of each level is taken for older than it is. */
  @Column('jsonb') headStart: Record<ValueLevel, number>;
  /** False: no case comes into it any more. */
  @Column('boolean') active: boolean;
  @Column('timestamptz') changedAt: Date;
  @Column('text') changedBy: string;
}
