import type { EventDraft } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import type { CallbackTask } from './callback.entity.js';
import { CallbacksRepository } from './callbacks.repository.js';

/** Fires when the next call is planned for, and when it is overdue; aggregate: the task. */
export const reminderTimer = 'callback.reminder';

/** Stores tasks together with their events and timers. */
@Injectable()
export class CallbackTasks {
  constructor(
    private readonly repository: CallbacksRepository,
    private readonly cases: CasesService,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  async add(tx: Tx, task: CallbackTask, event: EventDraft): Promise<void> {
    await this.repository.add(tx, task);
    await this.outbox.append(tx, event);
    await this.wake(tx, task, task.nextAttemptAt!);
  }

  async save(tx: Tx, task: CallbackTask, ...events: EventDraft[]): Promise<void> {
    await this.repository.save(tx, task);
    await this.outbox.append(tx, ...events);
  }

  /** Adds an event of a task to the history of its locked case. */
  async note(tx: Tx, kase: ServiceCase, event: EventDraft, by: Person | null, words?: string): Promise<void> {
    const { caseId: _, callbackId: __, cycle: ___, ...details } = event.data as Record<string, unknown>;
    await this.cases.note(tx, kase, { type: event.type, at: event.time!, by, details, words });
  }

  /** Arms the timer of the task's epoch. Those of earlier epochs are left to fire in vain. */
  async wake(tx: Tx, { id, epoch }: CallbackTask, dueAt: Date): Promise<void> {
    await this.timers.arm(tx, { kind: reminderTimer, aggregateId: id, epoch, dueAt });
  }
}
