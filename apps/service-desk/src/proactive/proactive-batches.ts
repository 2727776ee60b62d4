import { Outbox } from '@crm/messaging';
import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AudienceService, matchedBy } from './audience.service.js';
import { ProactiveRepository } from './proactive.repository.js';
import { batchTimer } from './proactive-actions.service.js';
import { ProactiveTask } from './proactive-task.entity.js';
import { TaskAssignees } from './task-assignees.js';

/** So many customers get their tasks in one transaction. */
const batchSize = 200;

/** Does what actions that run have to do, one batch for each timer. */
@Injectable()
export class ProactiveBatches {
  constructor(
    private readonly repository: ProactiveRepository,
    private readonly audience: AudienceService,
    private readonly assignees: TaskAssignees,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The next customers get their tasks: these, the place up to which it is done and the timer for what follows commit
   * together, so that after a crash it goes on where it was.
   */
  @OnTimer(batchTimer)
  async goOn(tx: Tx, { aggregateId: id, epoch }: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    const action = await this.repository.find(tx, id, null, true);
    if (action?.state !== 'running' || action.epoch !== epoch) return;
    const customers = await this.audience.next(tx, action, action.lastCustomerId, batchSize);
    const assignees = await this.assignees.of(tx, action, customers, now);
    const opened = customers.map((customer, index) => {
      const { employeeId, department, reason } = assignees[index]!;
      const assignee = { assigneeEmployeeId: employeeId, assigneeDepartment: department, assigneeReason: reason };
      const { customerId } = customer;
      const matched = matchedBy(action.filter, customer);
      return ProactiveTask.open(
        { id: newId(), actionId: id, customerId, matched, ...assignee, dueAt: action.dueAt },
        now,
      );
    });
    if (opened.length > 0) {
      await this.repository.addTasks(
        tx,
        opened.map(([task]) => task),
      );
      await this.outbox.append(tx, ...opened.map(([, event]) => event));
      action.advance(opened.length, customers.at(-1)!.customerId);
    }
    if (opened.length < batchSize) await this.outbox.append(tx, action.finish('done', now));
    else await this.timers.arm(tx, { kind: batchTimer, aggregateId: id, epoch: action.epoch, dueAt: now });
    await this.repository.save(tx, action);
  }
}
