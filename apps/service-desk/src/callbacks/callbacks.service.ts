import type { CallbackOutcome } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Person } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { CallbackByHandler, CallbackNotOpen, CallbackTooSoon } from './callbacks.errors.js';
import { type CallbackRecord, CallbacksRepository } from './callbacks.repository.js';
import { type CallbackResult, nextAttemptFrom, resultOf } from './rules/attempts.js';

export type { CallbackRecord };

/** The tasks to call customers back. Every change is made under the lock of the case. */
@Injectable()
export class CallbacksService {
  constructor(
    private readonly repository: CallbacksRepository,
    private readonly cases: CasesService,
  ) {}

  /** Makes the task for the resolution that was just recorded. */
  plan(tx: Tx, kase: ServiceCase, handler: Person, dueAt: Date): Promise<void> {
    return this.repository.add(tx, {
      id: newId(),
      caseId: kase.id,
      cycle: kase.cycle,
      handlerEmployeeId: handler.employeeId,
      dueAt,
      state: 'open',
      outcome: null,
    });
  }

  /** Nobody is to be asked any more: the case is reopened. */
  cancel(tx: Tx, caseId: string): Promise<void> {
    return this.repository.cancel(tx, caseId);
  }

  async find(tx: Tx, id: string): Promise<CallbackRecord> {
    const record = await this.repository.find(tx, id);
    if (!record) throw new NotFound();
    return record;
  }

  list(...page: Parameters<CallbacksRepository['list']>): Promise<CallbackRecord[]> {
    return this.repository.list(...page);
  }

  /** Locks the task's case, and reads the task behind the lock. */
  async lock(tx: Tx, id: string): Promise<{ kase: ServiceCase; record: CallbackRecord }> {
    const { task } = await this.find(tx, id);
    const kase = await this.cases.lock(tx, task.caseId, null);
    return { kase, record: await this.find(tx, id) };
  }

  /** Records one attempt at a locked task; tells what it leads to, null: another attempt. */
  async attempt(
    tx: Tx,
    { task, attempts }: CallbackRecord,
    outcome: CallbackOutcome,
    by: Person,
    now: Date,
  ): Promise<CallbackResult | null> {
    if (task.state !== 'open') throw new CallbackNotOpen(task.state);
    if (by.employeeId === task.handlerEmployeeId) throw new CallbackByHandler();
    const earliest = nextAttemptFrom(attempts);
    if (earliest && now < earliest) throw new CallbackTooSoon(earliest);
    const number = attempts.length + 1;
    await this.repository.addAttempt(tx, {
      taskId: task.id,
      number,
      at: now,
      byEmployeeId: by.employeeId,
      byDepartment: by.department,
      outcome,
    });
    const result = resultOf(outcome, number);
    if (result) await this.repository.finish(tx, task.id, result);
    return result;
  }
}
