import type { EventDraft } from '@crm/contracts';
import type { KnownEmployee } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { Staff } from '../staff/staff.service.js';
import type { Problem } from './problem.entity.js';
import { Verification } from './problem-verification.entity.js';
import { EmployeeUnfit, ProblemNotEffective, ProblemNotVerified } from './problems.errors.js';
import { ProblemsRepository } from './problems.repository.js';

/** What is done with a problem from its analysis to its end. */
@Injectable()
export class ProblemsService {
  constructor(
    private readonly repository: ProblemsRepository,
    private readonly staff: Staff,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /** Says what is behind the cases and who answers for it; replaces what was said before. @throws StaleVersion */
  async analyse(
    tx: Tx,
    id: string,
    { rootCause, responsible }: { rootCause: string; responsible: Person },
    version: number,
    user: User,
    now: Date,
  ): Promise<void> {
    const problem = await this.lock(tx, id, user);
    if (problem.version !== version) throw new StaleVersion(problem.version);
    await this.staff.department(tx, responsible.department, '/responsible/department');
    const employee = await this.fit(tx, responsible.employeeId, '/responsible/employeeId');
    if (employee.department !== responsible.department) throw new EmployeeUnfit('other_department');
    const sealed = await this.cipher.seal(tx, id, rootCauseCell(id), rootCause);
    await this.save(tx, problem, problem.analyse(sealed, responsible, user.id, now));
  }

  /** Closes by hand what the timer has not closed yet. The same figures decide. */
  async close(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const problem = await this.lock(tx, id, user);
    if (problem.state === 'closed') problem.permit('close');
    if (problem.state !== 'verifying' || now < problem.verifyUntil!)
      throw new ProblemNotVerified(problem.state, problem.verifyUntil);
    const verification = await this.verify(tx, problem, now);
    // The timer is about to record it: here it would be undone with the refusal.
    if (!verification.effective) throw new ProblemNotEffective(verification.figures);
    await this.conclude(tx, problem, verification, user.id, now);
  }

  /** At the end of the verification that began as `round`; nothing when it was ended by a further action or by hand. */
  async endVerification(tx: Tx, id: string, round: number, now: Date): Promise<void> {
    const problem = await this.lock(tx, id, null);
    if (problem.state !== 'verifying' || problem.round !== round) return;
    await this.conclude(tx, problem, await this.verify(tx, problem, now), null, now);
  }

  /** Locks a problem for a change. 404 unless the user may see it; `null`: the system. */
  async lock(tx: Tx, id: string, by: User | null): Promise<Problem> {
    const problem = await this.repository.lock(tx, id, by);
    if (!problem) throw new NotFound();
    return problem;
  }

  async save(tx: Tx, problem: Problem, event: EventDraft): Promise<void> {
    await this.repository.save(tx, problem);
    await this.outbox.append(tx, event);
  }

  /** Somebody who can be given something to do. @throws EmployeeUnknown, EmployeeUnfit */
  async fit(tx: Tx, employeeId: string, pointer: string): Promise<KnownEmployee> {
    const employee = await this.staff.employee(tx, employeeId, pointer);
    if (!employee.active) throw new EmployeeUnfit('not_active');
    return employee;
  }

  /** Null: not analysed yet, or the key was destroyed. */
  async rootCauseOf(tx: Tx, { id, rootCause }: Problem): Promise<string | null> {
    return rootCause === null ? null : this.cipher.open(tx, rootCauseCell(id), rootCause);
  }

  private async verify(tx: Tx, problem: Problem, now: Date): Promise<Verification> {
    const { id, round, since, toleratedPercent } = problem;
    const [actionAt, until] = [problem.actionAt!, problem.verifyUntil!];
    const before = {
      from: since,
      until: actionAt,
      cases: await this.repository.countReceived(tx, id, since, actionAt),
    };
    const after = { from: actionAt, until, cases: await this.repository.countReceived(tx, id, actionAt, until) };
    return Verification.of(id, round, before, after, toleratedPercent!, now);
  }

  private async conclude(tx: Tx, problem: Problem, verification: Verification, by: string | null, now: Date) {
    await this.repository.addVerification(tx, verification);
    await this.save(tx, problem, problem.conclude(verification, by, now));
  }
}

const rootCauseCell = (id: string) => ({ table: 'problem', column: 'root_cause', row: id });
