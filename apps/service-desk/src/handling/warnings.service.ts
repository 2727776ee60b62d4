import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { PoliciesService } from '../sla/policies.service.js';
import type { Recipient } from '../sla/rules/policy.js';

/** No line of supervisors is that long. */
const longestLine = 20;

/** A share of the time of a case is used up. */
export interface Warned {
  /** Version of the policy that the clock was started with. */
  policyVersion: number;
  percent: number;
  /** Who is to do it, in most cases the owner. */
  owner: Person;
  /** Any of this department is to do it: its head is told, where one is known. */
  department?: string;
}

/** Who is told when time runs out. */
@Injectable()
export class WarningsService {
  constructor(
    private readonly policies: PoliciesService,
    private readonly employees: EmployeeDirectory,
  ) {}

  /**
   * Of each warning, in their order: employees' ids, each once; nobody where the policy names nobody, or those it names are
   * not known.
   */
  async recipients(tx: Tx, warnings: readonly Warned[]): Promise<string[][]> {
    const named = await this.named(tx, warnings);
    const needLine = warnings.filter((_, index) => named[index]!.some((one) => one !== 'owner'));
    const heads = await this.headsOf(
      tx,
      warnings.flatMap(({ department }) => department ?? []),
    );
    const known = await this.withSupervisors(
      tx,
      needLine.map(({ owner }) => owner.employeeId),
    );
    return warnings.map(({ owner, department }, index) => {
      const head = department === undefined ? undefined : heads.get(department);
      if (head !== undefined) return named[index]!.length > 0 ? [head] : [];
      const line = lineOf(owner, known);
      const found: Record<Recipient, string | undefined> = {
        owner: owner.employeeId,
        supervisor: line[0]?.employeeId,
        department_head: line.findLast(({ department }) => department === owner.department)?.employeeId,
      };
      return [...new Set(named[index]!.flatMap((one) => found[one] ?? []))];
    });
  }

  /** Whom the policy of each warning names. */
  private async named(tx: Tx, warnings: readonly Warned[]): Promise<(readonly Recipient[])[]> {
    const policies = new Map<number, Awaited<ReturnType<PoliciesService['find']>>>();
    for (const version of new Set(warnings.map(({ policyVersion }) => policyVersion))) {
      policies.set(version, await this.policies.find(tx, version));
    }
    return warnings.map(({ policyVersion, percent }) => {
      const { content } = policies.get(policyVersion)!;
      return content.warnings.find((warning) => warning.percent === percent)?.to ?? [];
    });
  }

  /** Of each department the supervisor who has none of it above; departments where nobody is known are left out. */
  private async headsOf(tx: Tx, departments: readonly string[]): Promise<Map<string, string>> {
    const heads = new Map<string, string>();
    for (const department of new Set(departments)) {
      const supervisors = await this.employees.activeIn(tx, department, 'supervisor', []);
      const ids = supervisors.map(({ employeeId }) => employeeId);
      const head = supervisors.find(({ supervisorId }) => supervisorId === null || !ids.includes(supervisorId));
      if (head) heads.set(department, head.employeeId);
    }
    return heads;
  }

  /** The cards of these employees and of everybody above them, with one statement for each step up. */
  private async withSupervisors(tx: Tx, employeeIds: readonly string[]): Promise<Map<string, KnownEmployee>> {
    const known = new Map<string, KnownEmployee>();
    let next = [...new Set(employeeIds)];
    for (let step = 0; next.length > 0 && step <= longestLine; step++) {
      const found = await this.employees.findAll(tx, next);
      for (const employee of found) known.set(employee.employeeId, employee);
      const above = found.flatMap(({ supervisorId }) => supervisorId ?? []);
      next = [...new Set(above)].filter((id) => !known.has(id));
    }
    return known;
  }
}

/** Somebody's supervisors, the next one first; a line that comes back to where it was ends there. */
function lineOf(person: Person, known: ReadonlyMap<string, KnownEmployee>): KnownEmployee[] {
  const line: KnownEmployee[] = [];
  let next = known.get(person.employeeId)?.supervisorId ?? null;
  while (next !== null && line.length < longestLine && !line.some(({ employeeId }) => employeeId === next)) {
    const employee = known.get(next);
    if (!employee) break;
    line.push(employee);
    next = employee.supervisorId;
  }
  return line;
}
