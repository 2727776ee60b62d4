import type { CaseKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Place } from '../cases/place.js';
import { CallbackAttempt, type CallbackState, CallbackTask } from './callback.entity.js';

/** A task with its calls and what the caller has to know of the case. */
export interface CallbackRecord {
  task: CallbackTask;
  attempts: CallbackAttempt[];
  caseNumber: string;
  kind: CaseKind;
  /** As first seen; null: nobody knows whose case it is. */
  customerId: string | null;
}

export interface CallbackFilter {
  state?: CallbackState;
  assignee?: string;
  /** The next call is planned for before this instant. */
  dueBefore?: Date;
}

@Injectable()
export class CallbacksRepository {
  async add(tx: Tx, task: CallbackTask): Promise<void> {
    await tx.insert(CallbackTask, task as never);
  }

  async save(tx: Tx, { id, ...changes }: CallbackTask): Promise<void> {
    await tx.update(CallbackTask, { id }, changes as never);
  }

  async addAttempt(tx: Tx, attempt: CallbackAttempt): Promise<void> {
    await tx.insert(CallbackAttempt, attempt);
  }

  /** The customer wants to be called then, though it may be soon after the last attempt. */
  async allowFrom(tx: Tx, taskId: string, callAt: Date): Promise<void> {
    await tx.query('UPDATE callback_attempt SET again_from = $2 WHERE task_id = $1 AND again_from > $2', [
      taskId,
      callAt,
    ]);
  }

  async find(tx: Tx, id: string): Promise<CallbackRecord | null> {
    const [record] = await this.read(tx, 't.id = $1', [id]);
    return record ?? null;
  }

  /** Null: none is open. */
  openOf(tx: Tx, caseId: string): Promise<CallbackTask | null> {
    return tx.findOneBy(CallbackTask, { caseId, state: 'open' });
  }

  /** The open ones of these cases. */
  openOfAll(tx: Tx, caseIds: readonly string[]): Promise<CallbackTask[]> {
    return tx.findBy(CallbackTask, { caseId: In([...caseIds]), state: 'open' });
  }

  /** How many call-backs each of these employees is to make; who has none is left out. */
  async openCounts(tx: Tx, employeeIds: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ assignee: string; count: number }[]>(
      `SELECT assignee_employee_id AS assignee, count(*)::int AS count FROM callback_task
       WHERE state = 'open' AND assignee_employee_id = ANY ($1) GROUP BY 1`,
      [employeeIds],
    );
    return new Map(rows.map(({ assignee, count }) => [assignee, count]));
  }

  /** The most urgent first, behind a place. */
  list(tx: Tx, filter: CallbackFilter, behind: Place | undefined, limit: number): Promise<CallbackRecord[]> {
    const { state, assignee, dueBefore } = filter;
    return this.read(
      tx,
      `($1::text IS NULL OR t.state = $1) AND ($2::timestamptz IS NULL OR (t.due_at, t.id) > ($2, $3::uuid))
       AND ($4::text IS NULL OR t.assignee_employee_id = $4) AND ($5::timestamptz IS NULL OR t.next_attempt_at < $5)
       ORDER BY t.due_at, t.id LIMIT ${Number(limit)}`,
      [state ?? null, behind?.at ?? null, behind?.id ?? null, assignee ?? null, dueBefore ?? null],
    );
  }

  private async read(tx: Tx, where: string, parameters: unknown[]): Promise<CallbackRecord[]> {
    const rows = await tx.query<({ id: string } & Omit<CallbackRecord, 'task' | 'attempts'>)[]>(
      `SELECT t.id, c.number AS "caseNumber", c.kind, c.customer_id AS "customerId"
       FROM callback_task t JOIN service_case c ON c.id = t.case_id
       WHERE ${where}`,
      parameters,
    );
    const ids = In(rows.map(({ id }) => id));
    const tasks = new Map((await tx.findBy(CallbackTask, { id: ids })).map((task) => [task.id, task]));
    const attempts = await tx.find(CallbackAttempt, { where: { taskId: ids }, order: { number: 'ASC' } });
    return rows.map(({ id, ...known }) => ({
      task: tasks.get(id)!,
      attempts: attempts.filter(({ taskId }) => taskId === id),
      ...known,
    }));
  }
}
