import { EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Owner } from '../cases/case.js';
import { CasesService } from '../cases/cases.service.js';
import type { ServiceDeskConfig } from '../config.js';
import { leastLoaded } from './rules/routing.js';

/** Roles whose holders may own a case that they record themselves. */
const owningRoles = ['agent', 'supervisor', 'complaint-centre'] as const;

export interface OwnerWish {
  /** Employees that the complaint is about: never chosen. */
  barred: readonly string[];
  /** Chosen only when no other agent is available. */
  avoided?: readonly string[];
  /** Who records the case; null: the system. */
  recordedBy: User | null;
}

/** Chooses who answers for a case. There is always somebody. */
@Injectable()
export class OwnersService {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly cases: CasesService,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {
    if (config.DUTY_OWNER === config.DUTY_DEPUTY) throw new Error('DUTY_OWNER and DUTY_DEPUTY must not be the same.');
  }

  /** The available agent with the fewest open cases, else who records the case, else the duty owner. */
  async choose(tx: Tx, { barred, avoided, recordedBy }: OwnerWish, now: Date): Promise<Owner> {
    const department = this.config.SERVICE_DEPARTMENT;
    const agents = await this.employees.availableIn(tx, department, 'agent', now);
    const counts = await this.cases.openCounts(
      tx,
      agents.map(({ employeeId }) => employeeId),
    );
    const candidates = agents.map(({ employeeId }) => ({
      employeeId,
      department,
      openCases: counts.get(employeeId) ?? 0,
    }));
    const agent = leastLoaded(candidates, { barred, avoided });
    if (agent) return { employeeId: agent.employeeId, department, reason: 'least_loaded' };
    if (recordedBy && !barred.includes(recordedBy.id) && owningRoles.some((role) => recordedBy.roles.includes(role))) {
      return { employeeId: recordedBy.id, department: recordedBy.department ?? department, reason: 'recording_user' };
    }
    return this.onDuty(tx, barred);
  }

  private async onDuty(tx: Tx, barred: readonly string[]): Promise<Owner> {
    const isBarred = barred.includes(this.config.DUTY_OWNER);
    const employeeId = isBarred ? this.config.DUTY_DEPUTY : this.config.DUTY_OWNER;
    const employee = await this.employees.find(tx, employeeId);
    const department = employee?.department ?? this.config.SERVICE_DEPARTMENT;
    return { employeeId, department, reason: isBarred ? 'duty_deputy' : 'duty_owner' };
  }
}
