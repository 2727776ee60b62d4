import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ProactiveTask } from './proactive-task.entity.js';

/** A task of which only the state has changed, with its new version. */
export type ChangedTask = Pick<
  ProactiveTask,
  'id' | 'version' | 'actionId' | 'customerId' | 'assigneeEmployeeId' | 'assigneeDepartment' | 'dueAt'
>;

const changed = `id, version, action_id AS "actionId", customer_id AS "customerId",
  assignee_employee_id AS "assigneeEmployeeId", assignee_department AS "assigneeDepartment", due_at AS "dueAt"`;

/** What happens to many tasks at once. */
@Injectable()
export class TaskChangesRepository {
  /** What is open of an action is to be done no more. */
  cancel(tx: Tx, actionId: string, by: string, now: Date): Promise<ChangedTask[]> {
    return tx.query(
      `WITH changed AS (
         UPDATE proactive_task SET state = 'cancelled', version = version + 1, closed_at = $2, closed_by = $3
         WHERE action_id = $1 AND state = 'open' RETURNING ${changed})
       SELECT * FROM changed ORDER BY id`,
      [actionId, now, by],
    );
  }

  /** Some tasks of an action that are open still, and of which nobody was reminded. */
  remind(tx: Tx, actionId: string, now: Date, limit: number): Promise<ChangedTask[]> {
    return tx.query(
      `WITH picked AS (
         SELECT id AS picked_id FROM proactive_task WHERE action_id = $1 AND state = 'open' AND reminded_at IS NULL
         ORDER BY id LIMIT $3 FOR UPDATE),
       changed AS (
         UPDATE proactive_task SET reminded_at = $2, version = version + 1 FROM picked WHERE id = picked_id RETURNING ${changed})
       SELECT * FROM changed ORDER BY id`,
      [actionId, now, limit],
    );
  }

  /** Locks some open tasks of somebody, passing over those that another transaction holds. */
  async lockOpenOf(tx: Tx, employeeId: string, limit: number): Promise<ProactiveTask[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM proactive_task WHERE assignee_employee_id = $1 AND state = 'open'
       ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [employeeId, limit],
    );
    return rows.length === 0 ? [] : tx.findBy(ProactiveTask, { id: In(rows.map(({ id }) => id)) });
  }
}
