import type { CaseKind, ValueLevel } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an employee can be given, and how much of it. A list that is empty says nothing: everything. */
@Entity('agent')
export class Agent {
  @PrimaryColumn('text') employeeId: string;
  @Column('integer') version: number;
  @Column('text', { array: true }) kinds: CaseKind[];
  /** Ids in the ERP; one that ends with `*` stands for every product whose id begins so. */
  @Column('text', { array: true }) products: string[];
  /** Codes as `zh`. */
  @Column('text', { array: true }) languages: string[];
  @Column('text', { array: true }) regions: string[];
  @Column('text', { array: true }) levels: ValueLevel[];
  /** Open cases at most. */
  @Column('integer') capacity: number;
  /** Business calendar of the working hours; null: around the clock. */
  @Column('text', { nullable: true }) calendarId: string | null;
  /** False: is given nothing. */
  @Column('boolean') active: boolean;
  @Column('timestamptz') changedAt: Date;
  @Column('text') changedBy: string;
}
