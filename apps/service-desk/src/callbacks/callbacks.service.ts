import type { CallbackOutcome } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Person } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import type { ServiceDeskConfig } from '../config.js';
import { type CallbackAttempt, CallbackTask } from './callback.entity.js';
import { CallbackTasks } from './callback-tasks.js';
import { CallbackByHandler, CallbackNotOpen, CallbackPostponedOften, CallbackTooSoon } from './callbacks.errors.js';
import { type CallbackRecord, CallbacksRepository } from './callbacks.repository.js';
import { CallbackCallers } from './callers.service.js';
import { anotherTimeFrom, type CallbackResult, mostPostponements, politeMoment, resultOf } from './rules/attempts.js';

export type { CallbackRecord };

/** What a call brought. */
export interface CallbackAnswer {
  outcome: CallbackOutcome;
  /** From 1 to 5. */
  score?: number;
  note?: string;
}

const anHour = 3_600_000;

/** The tasks to call customers back. Every change is made under the lock of the case. */
@Injectable()
export class CallbacksService {
  constructor(
    private readonly repository: CallbacksRepository,
    private readonly tasks: CallbackTasks,
    private readonly cases: CasesService,
    private readonly callers: CallbackCallers,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** Makes the task for the resolution that was just recorded, for somebody else than the handler. */
  async plan(tx: Tx, kase: ServiceCase, handler: Person, dueAt: Date): Promise<void> {
    const now = kase.resolvedAt!;
    const polite = politeMoment(new Date(now.getTime() + anHour), this.config.BUSINESS_TIME_ZONE);
    const [task, event] = CallbackTask.plan(
      {
        id: newId(),
        caseId: kase.id,
        cycle: kase.cycle,
        handlerEmployeeId: handler.employeeId,
        dueAt,
        nextAttemptAt: polite < dueAt ? polite : dueAt,
      },
      await this.callers.choose(tx, apartFrom(kase, handler.employeeId), now),
      kase.customerId,
      now,
    );
    await this.tasks.add(tx, task, event);
  }

  /** The customer of a locked case is not to be asked any more: it is reopened, or ends otherwise. */
  async cancel(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const task = await this.repository.openOf(tx, kase.id);
    if (task) await this.tasks.save(tx, task, task.cancel(kase.customerId, now));
  }

  async find(tx: Tx, id: string): Promise<CallbackRecord> {
    const record = await this.repository.find(tx, id);
    if (!record) throw new NotFound();
    return record;
  }

  /** Null: nobody is to call about the case. */
  openOf(tx: Tx, caseId: string): Promise<CallbackTask | null> {
    return this.repository.openOf(tx, caseId);
  }

  list(...page: Parameters<CallbacksRepository['list']>): Promise<CallbackRecord[]> {
    return this.repository.list(...page);
  }

  /** Who is to call back, by case; a case whose call-back is nobody's yet is left out. */
  async assigneesOf(tx: Tx, caseIds: readonly string[]): Promise<Map<string, Person>> {
    if (caseIds.length === 0) return new Map();
    const tasks = await this.repository.openOfAll(tx, caseIds);
    return new Map(tasks.flatMap(({ caseId, assignee }) => (assignee ? [[caseId, assignee]] : [])));
  }

  /** Locks the task's case, and reads the task behind the lock. */
  async lock(tx: Tx, id: string): Promise<{ kase: ServiceCase; record: CallbackRecord }> {
    const { task } = await this.find(tx, id);
    const kase = await this.cases.lock(tx, task.caseId, null);
    return { kase, record: await this.find(tx, id) };
  }

  /** Records one attempt at a locked task; tells what it leads to, null: another attempt, which is planned. */
  async attempt(
    tx: Tx,
    kase: ServiceCase,
    { task, attempts }: CallbackRecord,
    { outcome, score, note }: CallbackAnswer,
    by: Person,
    now: Date,
  ): Promise<CallbackResult | null> {
    this.permit(kase, task, by);
    if (task.attemptFrom && now < task.attemptFrom) throw new CallbackTooSoon(task.attemptFrom);
    const number = attempts.length + 1;
    const result = resultOf(outcome, number);
    const zone = this.config.BUSINESS_TIME_ZONE;
    const againFrom = result === null ? anotherTimeFrom(now, zone) : null;
    const attempt = { taskId: task.id, number, at: now, outcome, score: score ?? null, againFrom };
    await this.repository.addAttempt(tx, withCaller(attempt, by));
    if (againFrom) {
      const next = { from: againFrom, at: politeMoment(againFrom, zone) };
      const event = task.tryAgain({ number, outcome, by }, next, kase.customerId, now);
      await this.tasks.save(tx, task, event);
      await this.tasks.note(tx, kase, event, by, note);
      await this.tasks.wake(tx, task, next.at);
      return null;
    }
    task.finish(result!, score ?? null, by, now);
    await this.tasks.save(tx, task);
    return result;
  }

  /** The customer of a locked task wants to be called at another time. */
  async postpone(
    tx: Tx,
    kase: ServiceCase,
    { task }: CallbackRecord,
    { callAt, note }: { callAt: Date; note?: string },
    by: Person,
    now: Date,
  ): Promise<void> {
    this.permit(kase, task, by);
    if (task.postponements >= mostPostponements) throw new CallbackPostponedOften();
    await this.repository.allowFrom(tx, task.id, callAt);
    const event = task.postpone(callAt, by, kase.customerId, now);
    await this.tasks.save(tx, task, event);
    await this.tasks.note(tx, kase, event, by, note);
    await this.tasks.wake(tx, task, callAt);
  }

  /** @throws CallbackNotOpen, CallbackByHandler, Recused */
  private permit(kase: ServiceCase, task: CallbackTask, by: Person): void {
    if (task.state !== 'open') throw new CallbackNotOpen(task.state);
    if (by.employeeId === task.handlerEmployeeId) throw new CallbackByHandler();
    kase.permit('callback', by);
  }
}

/** Who must not call about a case, and who only where nobody else is there. */
export const apartFrom = (kase: Pick<ServiceCase, 'complainedOf' | 'ownerEmployeeId'>, handler: string) => ({
  barred: [handler, ...kase.complainedOf],
  avoided: [kase.ownerEmployeeId],
});

const withCaller = (
  attempt: Omit<CallbackAttempt, 'byEmployeeId' | 'byDepartment'>,
  { employeeId, department }: Person,
): CallbackAttempt => ({ ...attempt, byEmployeeId: employeeId, byDepartment: department });
