import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { type FieldError, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { canonical } from '../customers/rules/statement.js';
import { OwnerChecks } from './owner-checks.service.js';
import { OwnerRules, type OwnerRulesVersion } from './owner-rules.service.js';
import type { OwnerRule, RuleAssignment } from './rules/owner-rules.js';

/** Changes the rules of ownership. */
@Injectable()
export class OwnerRulesAdministration {
  constructor(
    private readonly rules: OwnerRules,
    private readonly checks: OwnerChecks,
    private readonly outbox: Outbox,
  ) {}

  /** In force for new customers at once. The same rules again make no version. @throws StaleVersion, ValidationFailed */
  async change(tx: Tx, rules: OwnerRule[], by: Actor, version: number, now: Date): Promise<OwnerRulesVersion> {
    await this.rules.lock(tx);
    const active = await this.rules.active(tx);
    if (active.version !== version) throw new StaleVersion(active.version);
    if (canonical(active.rules) === canonical(rules)) return active;
    await this.check(tx, rules);
    const next = { version: version + 1, rules, madeBy: by.id, madeAt: now };
    await this.rules.add(tx, next);
    await this.outbox.append(tx, rulesChanged('ownership-rules', next.version, by.id, now));
    return next;
  }

  /** Departments and employees have to be known ones, where the deployment knows any. @throws ValidationFailed */
  async check(tx: Tx, rules: readonly OwnerRule[]): Promise<void> {
    const faults: FieldError[] = [];
    for (const [at, { assign }] of rules.entries()) {
      const pointer = `/rules/${at}/assign`;
      if (waysOf(assign) > 1) faults.push({ pointer, message: oneWay });
      for (const [of, { employeeId, name }] of receiversOf(assign).entries()) {
        const names = { employeeId: `${pointer}/${name}`, department: `${pointer}/department` };
        const found = await this.faultsOf(tx, { employeeId, department: assign.department }, names);
        // Of a department that is not known it is enough to be told once.
        faults.push(...found.filter((fault) => of === 0 || fault.pointer !== names.department));
      }
    }
    if (faults.length > 0) throw new ValidationFailed(faults);
  }

  private async faultsOf(
    tx: Tx,
    owner: { employeeId: string | null; department: string },
    names: { employeeId: string; department: string },
  ): Promise<readonly FieldError[]> {
    try {
      await this.checks.owner(tx, owner, names);
      return [];
    } catch (error) {
      if (error instanceof ValidationFailed) return error.errors;
      throw error;
    }
  }
}

const waysOf = ({ employeeId, roundRobin, leastLoaded }: RuleAssignment): number =>
  [employeeId, roundRobin, leastLoaded].filter((way) => way !== undefined).length;

/** Whom the rule names, and where; at least nobody, for the department's sake. */
const receiversOf = ({ employeeId, roundRobin }: RuleAssignment): { employeeId: string | null; name: string }[] => [
  { employeeId: employeeId ?? null, name: 'employeeId' },
  ...(roundRobin ?? []).map((id, at) => ({ employeeId: id, name: `roundRobin/${at}` })),
];

const oneWay = {
  zh: 'employeeId、roundRobin、leastLoaded 最多填写一个',
  en: 'give at most one of employeeId, roundRobin and leastLoaded',
};
