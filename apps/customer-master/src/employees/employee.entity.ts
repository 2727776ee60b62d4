import { EmployeeCard, type EventDraft } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When somebody is away, and who stands in. */
export interface Absence {
  from: Date;
  /** Null: not known. */
  to: Date | null;
  substituteId: string | null;
}

/** What the API or the OA says of an employee. Left-out roles and skills stay as they are. */
export interface EmployeeFacts {
  name: string;
  departmentId: string;
  supervisorId?: string | null;
  roles?: string[];
  skills?: string[];
  active: boolean;
}

/** Somebody who works here; the id is the OA's and the `sub` of their token. */
@Entity('employee')
export class Employee {
  @PrimaryColumn('text')
  id: string;

  @Column('integer')
  version: number;

  @Column('text')
  name: string;

  @Column('text')
  departmentId: string;

  @Column('text', { nullable: true })
  supervisorId: string | null;

  @Column('text', { array: true })
  roles: string[];

  @Column('text', { array: true })
  skills: string[];

  @Column('boolean')
  active: boolean;

  @Column('timestamptz', { nullable: true })
  absentFrom: Date | null;

  @Column('timestamptz', { nullable: true })
  absentTo: Date | null;

  @Column('text', { nullable: true })
  substituteId: string | null;

  /** When the newest fact was true; older ones that arrive late change nothing. */
  @Column('timestamptz')
  observedAt: Date;

  static named(id: string): Employee {
    return Object.assign(new Employee(), {
      id,
      version: 0,
      supervisorId: null,
      roles: [],
      skills: [],
      absentFrom: null,
      absentTo: null,
      substituteId: null,
    });
  }

  get absence(): Absence | null {
    return this.absentFrom && { from: this.absentFrom, to: this.absentTo, substituteId: this.substituteId };
  }

  /** Takes the facts over. False when nothing is new, or when they are older than what is known. */
  describe(facts: EmployeeFacts, observedAt: Date): boolean {
    if (this.version > 0 && observedAt < this.observedAt) return false;
    const before = JSON.stringify(this.content());
    this.name = facts.name;
    this.departmentId = facts.departmentId;
    this.supervisorId = facts.supervisorId ?? null;
    this.roles = facts.roles ?? this.roles;
    this.skills = facts.skills ?? this.skills;
    this.active = facts.active;
    return this.changedSince(before, observedAt);
  }

  /** Away from now or later; null: back. False when that was known. */
  beAbsent(absence: Absence | null, observedAt: Date): boolean {
    if (observedAt < this.observedAt) return false;
    const before = JSON.stringify(this.content());
    this.absentFrom = absence?.from ?? null;
    this.absentTo = absence?.to ?? null;
    this.substituteId = absence?.substituteId ?? null;
    return this.changedSince(before, observedAt);
  }

  /** What the other services may know; no name. */
  card(): EventDraft {
    const { absence } = this;
    return EmployeeCard.draft({
      customerId: null,
      aggregateId: this.id,
      aggregateVersion: this.version,
      data: {
        employeeId: this.id,
        version: this.version,
        department: this.departmentId,
        supervisorId: this.supervisorId,
        roles: this.roles,
        skills: this.skills,
        active: this.active,
        absence: absence && {
          from: absence.from.toISOString(),
          to: absence.to?.toISOString() ?? null,
          substituteId: absence.substituteId,
        },
      },
    });
  }

  private changedSince(before: string, observedAt: Date): boolean {
    this.observedAt = observedAt;
    const changed = JSON.stringify(this.content()) !== before;
    if (changed) this.version += 1;
    return changed;
  }

  private content(): unknown[] {
    return [this.name, this.departmentId, this.supervisorId, this.roles, this.skills, this.active, this.absence];
  }
}
