import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Agent, AgentsService } from '../agents/agents.service.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import { CasesService } from '../cases/cases.service.js';
import { isAbsent } from './rules/absence.js';
import type { Candidate } from './rules/routing.js';

/** Of somebody of whom nothing was said, no more cases are counted. */
const mostCounted = 1000;

/** Who may be given a case. */
@Injectable()
export class CandidatesService {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly agents: AgentsService,
    private readonly cases: CasesService,
    private readonly calendars: CalendarsService,
  ) {}

  /**
   * Every agent of a department who has not left: who is one by role, and whom somebody made one under `/agents`; for the
   * department that takes in, also those of other departments.
   * @param ownerOfCustomer the employee who owns the customer
   */
  async of(
    tx: Tx,
    department: string,
    scope: 'any_profile' | 'department',
    ownerOfCustomer: string | null,
    at: Date,
  ): Promise<Candidate[]> {
    const profiles = await this.agents.profiles(tx);
    const staff = (await this.employees.activeIn(tx, department, 'agent', [...profiles.keys()])).filter(
      (one) => scope === 'any_profile' || one.department === department,
    );
    const counts = await this.cases.openCountsUpTo(
      tx,
      staff.map(({ employeeId }) => ({ employeeId, most: profiles.get(employeeId)?.capacity ?? mostCounted })),
    );
    const working = await this.workingAt(tx, [...profiles.values()], at);
    return staff.map((employee) => {
      const profile = profiles.get(employee.employeeId) ?? null;
      return {
        ...{ employeeId: employee.employeeId, department: employee.department, profile },
        openCases: counts.get(employee.employeeId) ?? 0,
        isAbsent: isAbsent(employee satisfies KnownEmployee, at),
        isWorking: !profile?.calendarId || working.get(profile.calendarId) === true,
        isOwn: ownerOfCustomer !== null && employee.employeeId === ownerOfCustomer,
      };
    });
  }

  /** Which calendars have a window that is open at that moment. */
  private async workingAt(tx: Tx, agents: readonly Agent[], at: Date): Promise<Map<string, boolean>> {
    const ids = new Set(agents.flatMap(({ calendarId }) => calendarId ?? []));
    const working = new Map<string, boolean>();
    for (const id of ids) {
      const { schedule } = await this.calendars.schedule(tx, id);
      working.set(id, schedule.worked(at.getTime(), at.getTime() + 1) > 0);
    }
    return working;
  }
}
