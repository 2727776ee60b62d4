import type { CaseKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Place } from '../cases/place.js';
import { CallbackAttempt, type CallbackState, CallbackTask } from './callback.entity.js';
import type { CallbackResult } from './rules/attempts.js';

/** A task with its calls and what the caller has to know of the case. */
export interface CallbackRecord {
  task: CallbackTask;
  attempts: CallbackAttempt[];
  caseNumber: string;
  kind: CaseKind;
  /** As first seen; null: nobody knows whose case it is. */
  customerId: string | null;
}

@Injectable()
export class CallbacksRepository {
  async add(tx: Tx, task: CallbackTask): Promise<void> {
    await tx.insert(CallbackTask, task);
  }

  async addAttempt(tx: Tx, attempt: CallbackAttempt): Promise<void> {
    await tx.insert(CallbackAttempt, attempt);
  }

  async finish(tx: Tx, id: string, outcome: CallbackResult): Promise<void> {
    await tx.update(CallbackTask, { id }, { state: 'done', outcome });
  }

  async cancel(tx: Tx, caseId: string): Promise<void> {
    await tx.update(CallbackTask, { caseId, state: 'open' }, { state: 'cancelled' });
  }

  async find(tx: Tx, id: string): Promise<CallbackRecord | null> {
    const [record] = await this.read(tx, 't.id = $1', [id]);
    return record ?? null;
  }

  /** The most urgent first, behind a place. */
  list(tx: Tx, state: CallbackState | null, behind: Place | undefined, limit: number): Promise<CallbackRecord[]> {
    return this.read(
      tx,
      `($1::text IS NULL OR t.state = $1) AND ($2::timestamptz IS NULL OR (t.due_at, t.id) > ($2, $3::uuid))
       ORDER BY t.due_at, t.id LIMIT ${Number(limit)}`,
      [state, behind?.at ?? null, behind?.id ?? null],
    );
  }

  private async read(tx: Tx, where: string, parameters: unknown[]): Promise<CallbackRecord[]> {
    const rows = await tx.query<(CallbackTask & Omit<CallbackRecord, 'task' | 'attempts'>)[]>(
      `SELECT t.id, t.case_id AS "caseId", t.cycle, t.handler_employee_id AS "handlerEmployeeId", t.due_at AS "dueAt",
              t.state, t.outcome, c.number AS "caseNumber", c.kind, c.customer_id AS "customerId"
       FROM callback_task t JOIN service_case c ON c.id = t.case_id
       WHERE ${where}`,
      parameters,
    );
    const attempts = await tx.find(CallbackAttempt, {
      where: { taskId: In(rows.map(({ id }) => id)) },
      order: { number: 'ASC' },
    });
    return rows.map(({ caseNumber, kind, customerId, ...task }) => ({
      task,
      attempts: attempts.filter(({ taskId }) => taskId === task.id),
      caseNumber,
      kind,
      customerId,
    }));
  }
}
