import { type CaseKind } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Place } from '../cases/place.js';
import { ReceptionService } from '../reception/reception.service.js';
import { ProactiveRepository, type TaskFilter, type TaskRecord } from './proactive.repository.js';

/** A task with its words in clear; null: none, or erased. */
export interface ReadableTask extends TaskRecord {
  words: string | null;
}

export interface TaskQuery extends Omit<TaskFilter, 'customerIds'> {
  /** Any id of the customer. */
  customerId?: string;
}

const cellOf = (row: string) => ({ table: 'proactive_task', column: 'words', row });

/** What becomes of the tasks of actions. */
@Injectable()
export class ProactiveTasksService {
  constructor(
    private readonly repository: ProactiveRepository,
    private readonly reception: ReceptionService,
    private readonly customers: CustomerDirectory,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /** What is due first comes first, behind a place. */
  async list(
    tx: Tx,
    viewer: User,
    { customerId, ...filter }: TaskQuery,
    behind: Place | undefined,
    limit: number,
  ): Promise<ReadableTask[]> {
    const customerIds = customerId === undefined ? undefined : await this.customers.clusterOf(tx, customerId);
    return this.readable(tx, await this.repository.listTasks(tx, viewer, { ...filter, customerIds }, behind, limit));
  }

  async find(tx: Tx, id: string, viewer: User): Promise<ReadableTask> {
    const record = await this.repository.findTask(tx, id, viewer);
    if (!record) throw new NotFound();
    const [readable] = await this.readable(tx, [record]);
    return readable!;
  }

  /** The task was done, or is not to be done. @throws NotFound, TaskIsClosed */
  async close(tx: Tx, id: string, outcome: 'done' | 'skipped', words: string, user: User, now: Date): Promise<void> {
    const { task } = await this.lock(tx, id, user);
    await this.store(tx, task, words, task.close(outcome, user.id, null, now));
  }

  /** The customer has a matter: a contact is recorded, which opens or joins a case, and the task is done. */
  async openCase(
    tx: Tx,
    id: string,
    { kind, text }: { kind: CaseKind; text: string },
    user: User,
    now: Date,
  ): Promise<void> {
    const { task, action } = await this.lock(tx, id, user);
    task.mustBeOpen();
    const intake = {
      channel: 'http' as const,
      externalId: `proactive-task:${id}`,
      receivedAt: now,
      customerId: task.customerId,
      contact: null,
      kind,
      severity: 'normal' as const,
      subject: action.title,
      text,
      orderId: null,
      productId: task.matched.productIds?.[0] ?? null,
      complainedOf: null,
    };
    const { decision } = await this.reception.receive(tx, intake, user, now);
    await this.store(tx, task, text, task.close('done', user.id, decision.caseId, now));
  }

  private async store(
    tx: Tx,
    task: TaskRecord['task'],
    words: string,
    event: ReturnType<TaskRecord['task']['close']>,
  ): Promise<void> {
    task.words = await this.cipher.seal(tx, task.customerId, cellOf(task.id), words);
    await this.repository.saveTask(tx, task);
    await this.outbox.append(tx, event);
  }

  private async lock(tx: Tx, id: string, user: User): Promise<TaskRecord> {
    const record = await this.repository.findTask(tx, id, user, true);
    if (!record) throw new NotFound();
    return record;
  }

  private async readable(tx: Tx, records: TaskRecord[]): Promise<ReadableTask[]> {
    const sealed = records.filter(({ task }) => task.words !== null);
    const cells = sealed.map(({ task }) => ({ cell: cellOf(task.id), sealed: task.words! }));
    const opened = await this.cipher.openAll(tx, cells);
    const words = new Map(sealed.map(({ task }, index) => [task.id, opened[index]!]));
    return records.map((record) => ({ ...record, words: words.get(record.task.id) ?? null }));
  }
}
