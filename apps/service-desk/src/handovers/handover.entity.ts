import { Column, Entity, PrimaryColumn } from 'typeorm';

/** offered → accepted | declined by whom it was offered to | withdrawn because the case needs no other owner any more. */
export const handoverStates = ['offered', 'accepted', 'declined', 'withdrawn'] as const;
export type HandoverState = (typeof handoverStates)[number];

/** The offer of a case to somebody else. Until it is accepted, who gives it stays accountable. */
@Entity('handover')
export class Handover {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('text') state: HandoverState;
  @Column('text') fromEmployeeId: string;
  @Column('text') fromDepartment: string;
  /** Null: anybody of the department. */
  @Column('text', { nullable: true }) toEmployeeId: string | null;
  @Column('text') toDepartment: string;
  @Column('text') offeredBy: string;
  @Column('timestamptz') offeredAt: Date;
  /** Sealed. */
  @Column('text') reason: string;
  @Column('text', { nullable: true }) answeredBy: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  /** Sealed. */
  @Column('text', { nullable: true }) declineReason: string | null;

  /** Whether the offer is made to this person: by name, or as one of the department. */
  isFor(person: { id: string; department: string | null }): boolean {
    return this.toEmployeeId === null ? this.toDepartment === person.department : this.toEmployeeId === person.id;
  }

  answer(state: Exclude<HandoverState, 'offered'>, by: string | null, now: Date): void {
    this.state = state;
    this.answeredBy = by;
    this.answeredAt = now;
  }
}
