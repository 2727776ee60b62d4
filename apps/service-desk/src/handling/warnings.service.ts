import { EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { PoliciesService } from '../sla/policies.service.js';
import type { Recipient } from '../sla/rules/policy.js';

/** No line of supervisors is that long. */
const longestLine = 20;

/** Who is told when time runs out. */
@Injectable()
export class WarningsService {
  constructor(
    private readonly policies: PoliciesService,
    private readonly employees: EmployeeDirectory,
  ) {}

  /** Employees' ids, each once; nobody where the policy names nobody, or those it names are not known. */
  async recipients(tx: Tx, policyVersion: number, percent: number, owner: Person): Promise<string[]> {
    const { content } = await this.policies.find(tx, policyVersion);
    const named = content.warnings.find((warning) => warning.percent === percent)?.to ?? [];
    if (named.length === 0) return [];
    const line = named.some((one) => one !== 'owner') ? await this.lineOf(tx, owner) : [];
    const found: Record<Recipient, string | undefined> = {
      owner: owner.employeeId,
      supervisor: line[0]?.employeeId,
      department_head: line.findLast(({ department }) => department === owner.department)?.employeeId,
    };
    return [...new Set(named.flatMap((one) => found[one] ?? []))];
  }

  /** The owner's supervisors, the next one first. */
  private async lineOf(tx: Tx, owner: Person): Promise<Person[]> {
    const line: Person[] = [];
    let next = (await this.employees.find(tx, owner.employeeId))?.supervisorId ?? null;
    while (next !== null && line.length < longestLine && !line.some(({ employeeId }) => employeeId === next)) {
      const employee = await this.employees.find(tx, next);
      if (!employee) break;
      line.push(employee);
      next = employee.supervisorId;
    }
    return line;
  }
}
