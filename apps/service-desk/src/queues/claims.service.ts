import { EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service.js';
import { CasesService } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { isAbsent } from '../routing/rules/absence.js';
import { ClaimImpossible } from './queues.errors.js';
import { QueuesRepository } from './queues.repository.js';
import { QueuesService } from './queues.service.js';

/** What becomes of a case that somebody takes. */
@Injectable()
export class ClaimWork {
  constructor(
    private readonly cases: CasesService,
    private readonly handovers: HandoversService,
  ) {}

  async take(tx: Tx, id: string, by: { employeeId: string; department: string }, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, null);
    if (kase.ownerEmployeeId !== by.employeeId) return this.handovers.reassign(tx, kase, by, 'claimed', by, now);
    // Who is on duty for the queue takes what is his or hers already.
    kase.leaveQueue();
    await this.cases.save(tx, kase);
    await this.cases.note(tx, kase, { type: 'case.claimed', at: now, by, details: { queueId: null } });
  }
}

/** Agents take the next case of a queue. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly queues: QueuesService,
    private readonly repository: QueuesRepository,
    private readonly agents: AgentsService,
    private readonly employees: EmployeeDirectory,
    private readonly work: ClaimWork,
  ) {}

  /** Makes the user the owner of the next case that the user can take; null: there is none. @throws NotFound, ClaimImpossible */
  async claim(tx: Tx, queueId: string, user: User, now: Date): Promise<string | null> {
    const queue = await this.queues.find(tx, queueId, user);
    const employee = await this.employees.find(tx, user.id);
    if (employee && !employee.active) throw new ClaimImpossible('not_active');
    if (employee && isAbsent(employee, now)) throw new ClaimImpossible('absent');
    const profile = await this.agents.profile(tx, user.id);
    if (profile && !profile.active) throw new ClaimImpossible('inactive');
    const id = await this.repository.takeNext(tx, queueId, user.id, profile);
    if (id === null) return null;
    await this.work.take(tx, id, { employeeId: user.id, department: user.department ?? queue.department }, now);
    return id;
  }
}
