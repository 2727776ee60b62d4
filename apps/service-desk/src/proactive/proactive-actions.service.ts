import type { ProactiveEventKind } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AudienceService } from './audience.service.js';
import { NobodyFits } from './proactive.errors.js';
import { ProactiveRepository } from './proactive.repository.js';
import { type NewAction, ProactiveAction } from './proactive-action.entity.js';
import { isForEverybody, type ProactiveFilter } from './rules/action.js';
import { TaskChanges } from './task-changes.service.js';

/** Makes the next tasks of an action that runs; aggregate: the action. */
export const batchTimer = 'proactive.batch';

/** Calls to mind the tasks of an action that are open still; aggregate: the action. */
export const reminderTimer = 'proactive.reminder';

/** What somebody wants done. */
export type ActionWish = Omit<NewAction, 'department' | 'problemId'>;

/** A recurring problem that customers should hear of from us. */
export interface Proposal {
  problemId: string;
  title: string;
  eventKind: ProactiveEventKind;
  eventWords: string;
  filter: ProactiveFilter;
}

const day = 86_400_000;
const tenYears = 3_650 * day;

/** Actions that tell customers before they ask: made, counted, started, done batch by batch, cancelled. */
@Injectable()
export class ProactiveActionsService {
  constructor(
    private readonly repository: ProactiveRepository,
    private readonly audience: AudienceService,
    private readonly tasks: TaskChanges,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  /** How many customers fit now. Stores nothing. @throws ValidationFailed */
  count(tx: Tx, filter: ProactiveFilter, user: User): Promise<number> {
    if (isForEverybody(filter)) throw new ValidationFailed([noCondition]);
    return this.audience.count(tx, { filter, department: departmentOf(user) });
  }

  /** Keeps an action; nothing is done before it is started. @throws ValidationFailed */
  async create(tx: Tx, wish: ActionWish, user: User, now: Date): Promise<ProactiveAction> {
    if (isForEverybody(wish.filter)) throw new ValidationFailed([noCondition]);
    if (!isAhead(wish.dueAt, now)) throw new ValidationFailed([wrongDueAt('/task/dueAt')]);
    const input = { ...wish, department: departmentOf(user), problemId: null };
    const action = ProactiveAction.make(input, newId(), user.id, now);
    await this.repository.add(tx, action);
    return action;
  }

  /** What the system proposes; somebody has to start it. Once for each problem. */
  async propose(tx: Tx, { problemId, ...event }: Proposal, now: Date): Promise<void> {
    const input: NewAction = {
      ...event,
      occurredOn: now.toISOString().slice(0, 10),
      department: null,
      what: '联系客户，说明情况并提供解决方案',
      dueAt: new Date(now.getTime() + 14 * day),
      assignTo: 'owner',
      assignDepartment: null,
      problemId,
    };
    await this.repository.add(tx, ProactiveAction.make(input, newId(), null, now));
  }

  /** Its tasks are made from now on, batch by batch. @throws NotFound, ActionStateForbids, NobodyFits, ValidationFailed */
  async start(tx: Tx, id: string, dueAt: Date | undefined, user: User, now: Date): Promise<ProactiveAction> {
    const action = await this.lock(tx, id, user);
    const due = dueAt ?? action.dueAt;
    const event = action.start(await this.audience.count(tx, action), due, user.id, now);
    if (!isAhead(due, now)) throw new ValidationFailed([wrongDueAt('/dueAt')]);
    if (action.matched === 0) throw new NobodyFits();
    await this.repository.save(tx, action);
    await this.outbox.append(tx, event);
    const { epoch } = action;
    await this.timers.arm(tx, { kind: batchTimer, aggregateId: id, epoch, dueAt: now });
    await this.timers.arm(tx, { kind: reminderTimer, aggregateId: id, epoch, dueAt: remindAt(due, now) });
    return action;
  }

  /** No more tasks are made, and those that are open are to be done no more. @throws NotFound, ActionStateForbids */
  async cancel(tx: Tx, id: string, user: User, now: Date): Promise<ProactiveAction> {
    const action = await this.lock(tx, id, user);
    const { open } = await this.repository.countTasks(tx, id);
    const event = action.finish('cancelled', now, open);
    await this.tasks.cancel(tx, id, user.id, now);
    await this.repository.save(tx, action);
    await this.outbox.append(tx, event);
    return action;
  }

  private async lock(tx: Tx, id: string, user: User): Promise<ProactiveAction> {
    const action = await this.repository.find(tx, id, user, true);
    if (!action) throw new NotFound();
    return action;
  }
}

/** Whose customers a user may have told: of the own department (of none: nobody's), or all (null). */
const departmentOf = (user: User): string | null => (user.scope === 'all' ? null : (user.department ?? ''));

const isAhead = (dueAt: Date, now: Date): boolean => dueAt > now && dueAt.getTime() <= now.getTime() + tenYears;

/** A day before it is due, or when half of the time is over. */
const remindAt = (dueAt: Date, now: Date): Date =>
  new Date(Math.max(dueAt.getTime() - day, (now.getTime() + dueAt.getTime()) / 2));

const noCondition = {
  pointer: '/filter',
  message: { zh: '至少须有一个条件', en: 'At least one condition is needed.' },
};
const wrongDueAt = (pointer: string) => ({
  pointer,
  message: { zh: '须晚于当前时间，且不超过十年', en: 'Must be ahead, by ten years at most.' },
});
