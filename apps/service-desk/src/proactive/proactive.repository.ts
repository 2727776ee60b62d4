import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Place } from '../cases/place.js';
import { ProactiveAction } from './proactive-action.entity.js';
import { ProactiveTask } from './proactive-task.entity.js';
import type { TaskState } from './rules/action.js';

/** A task with what its reader has to know of its action. */
export interface TaskRecord {
  task: ProactiveTask;
  action: ProactiveAction;
  /** Whether a service message can reach the customer. */
  isContactable: boolean;
}

export interface TaskFilter {
  assignee?: string;
  state?: TaskState;
  actionId?: string;
  customerIds?: string[];
  dueBefore?: Date;
}

export type TaskCounts = Record<TaskState, number>;

/** Rows of actions and tasks, and who may see them. */
@Injectable()
export class ProactiveRepository {
  /** False: another one stands for the same problem. */
  async add(tx: Tx, action: ProactiveAction): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(ProactiveAction)
      .values(action)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  async save(tx: Tx, { id, ...changes }: ProactiveAction): Promise<void> {
    await tx.update(ProactiveAction, { id }, changes as never);
  }

  /** Null: absent, or of another department. `null` as viewer: the system. */
  async find(tx: Tx, id: string, viewer: User | null, lock = false): Promise<ProactiveAction | null> {
    const [department] = limitOf(viewer);
    const query = tx
      .createQueryBuilder(ProactiveAction, 'a')
      .where('a.id = :id AND (:department::text IS NULL OR a.department = :department)', { id, department });
    return (lock ? query.setLock('pessimistic_write') : query).getOne();
  }

  /** The newest first, behind an id. */
  list(tx: Tx, viewer: User, behind: string | undefined, limit: number): Promise<ProactiveAction[]> {
    const [department] = limitOf(viewer);
    return tx
      .createQueryBuilder(ProactiveAction, 'a')
      .where('(:department::text IS NULL OR a.department = :department)', { department })
      .andWhere('(:behind::uuid IS NULL OR a.id < :behind)', { behind: behind ?? null })
      .orderBy('a.id', 'DESC')
      .take(limit)
      .getMany();
  }

  async addTasks(tx: Tx, tasks: ProactiveTask[]): Promise<void> {
    await tx.insert(ProactiveTask, tasks as never[]);
  }

  async saveTask(tx: Tx, { id, ...changes }: ProactiveTask): Promise<void> {
    await tx.update(ProactiveTask, { id }, changes as never);
  }

  async countTasks(tx: Tx, actionId: string): Promise<TaskCounts> {
    const rows = await tx.query<{ state: TaskState; count: number }[]>(
      'SELECT state, count(*)::int AS count FROM proactive_task WHERE action_id = $1 GROUP BY 1',
      [actionId],
    );
    const counts: TaskCounts = { open: 0, done: 0, skipped: 0, cancelled: 0 };
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  }

  /** How many tasks are open for each of these employees; who has none is left out. */
  async openCounts(tx: Tx, employeeIds: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ assignee: string; count: number }[]>(
      `SELECT assignee_employee_id AS assignee, count(*)::int AS count FROM proactive_task
       WHERE state = 'open' AND assignee_employee_id = ANY ($1) GROUP BY 1`,
      [employeeIds],
    );
    return new Map(rows.map(({ assignee, count }) => [assignee, count]));
  }

  /** A task that the viewer may see, locked where that is asked for; null: none. */
  async findTask(tx: Tx, id: string, viewer: User, lock = false): Promise<TaskRecord | null> {
    const sql = `SELECT t.id FROM proactive_task t WHERE t.id = $3 AND ${visible} ${lock ? 'FOR UPDATE' : ''}`;
    const rows = await tx.query<{ id: string }[]>(sql, [...limitOf(viewer), id]);
    const [record] = await this.records(tx, rows);
    return record ?? null;
  }

  /** What is due first comes first, behind a place. */
  async listTasks(
    tx: Tx,
    viewer: User,
    { assignee, state, actionId, customerIds, dueBefore }: TaskFilter,
    behind: Place | undefined,
    limit: number,
  ): Promise<TaskRecord[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT t.id FROM proactive_task t
       WHERE ${visible} AND ($3::text IS NULL OR t.assignee_employee_id = $3) AND ($4::text IS NULL OR t.state = $4)
         AND ($5::uuid IS NULL OR t.action_id = $5) AND ($6::uuid[] IS NULL OR t.customer_id = ANY ($6))
         AND ($7::timestamptz IS NULL OR t.due_at < $7)
         AND ($8::timestamptz IS NULL OR (t.due_at, t.id) > ($8, $9::uuid))
       ORDER BY t.due_at, t.id LIMIT ${Number(limit)}`,
      [
        ...limitOf(viewer),
        assignee ?? null,
        state ?? null,
        actionId ?? null,
        customerIds ?? null,
        dueBefore ?? null,
        behind?.at ?? null,
        behind?.id ?? null,
      ],
    );
    return this.records(tx, rows);
  }

  private async records(tx: Tx, rows: { id: string }[]): Promise<TaskRecord[]> {
    const tasks = await tx
      .createQueryBuilder(ProactiveTask, 't')
      .whereInIds(rows.map(({ id }) => id))
      .getMany();
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const actions = await tx
      .createQueryBuilder(ProactiveAction, 'a')
      .whereInIds([...new Set(tasks.map(({ actionId }) => actionId))])
      .getMany();
    const actionById = new Map(actions.map((action) => [action.id, action]));
    const contactable = await this.contactable(tx, tasks);
    return rows.map(({ id }) => {
      const task = byId.get(id)!;
      return { task, action: actionById.get(task.actionId)!, isContactable: contactable.has(id) };
    });
  }

  /** Of these tasks those whose customer, under whatever id today, a service message can reach. */
  private async contactable(tx: Tx, tasks: ProactiveTask[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT t.id FROM proactive_task t JOIN customer_card c ON c.customer_id = customer_survivor(t.customer_id)
       WHERE t.id = ANY ($1) AND c.contactable @> '[{"purpose": "service"}]'`,
      [tasks.map(({ id }) => id)],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

/** Own department (null: all) and id. A user of department scope without one sees no department's: none is named ''. */
const limitOf = (viewer: User | null): [string | null, string] =>
  viewer === null || viewer.scope === 'all' ? [null, viewer?.id ?? ''] : [viewer.department ?? '', viewer.id];

/** SQL: the task is the viewer's, or of the viewer's department. */
const visible = `($1::text IS NULL OR t.assignee_department = $1 OR t.assignee_employee_id = $2)`;
