import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Skills } from '../agents/rules/skills.js';
import { DeskQueue } from './queue.entity.js';

/** A queue with what waits in it. */
export interface QueueDepth {
  queue: DeskQueue;
  depth: number;
  /** Since when the oldest waits; null: none waits. */
  oldest: Date | null;
  byLevel: Record<ValueLevel, number>;
}

/** SQL: a case that somebody may take; the index `case_in_queue` is for these states. */
const inQueue = `c.queue_id IS NOT NULL AND c.state IN ('received', 'acknowledged', 'in_progress', 'reopened')`;

/** SQL: a case that waits in a queue ($1) and is not of its department ($2), or not with who is on duty for it ($3). */
const astray = `${inQueue} AND c.queue_id = $1
  AND (c.owner_department <> $2 OR (c.owner_employee_id <> $3::text AND $3::text <> ALL (c.complained_of)))`;

@Injectable()
export class QueuesRepository {
  find(tx: Tx, id: string): Promise<DeskQueue | null> {
    return tx.findOneBy(DeskQueue, { id });
  }

  /** Locks some cases in a queue of another department or with somebody else; `onDuty` null: with whomever. */
  async lockAstray(tx: Tx, queue: DeskQueue, onDuty: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c WHERE ${astray} ORDER BY c.id LIMIT $4 FOR UPDATE OF c SKIP LOCKED`,
      [queue.id, queue.department, onDuty, limit],
    );
    return rows.map(({ id }) => id);
  }

  async isAnyAstray(tx: Tx, queue: DeskQueue, onDuty: string | null): Promise<boolean> {
    const sql = `SELECT FROM service_case c WHERE ${astray} LIMIT 1`;
    return (await tx.query<unknown[]>(sql, [queue.id, queue.department, onDuty])).length > 0;
  }

  /** @param department null: every */
  async list(tx: Tx, department: string | null, behind: string | null, limit: number): Promise<QueueDepth[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM desk_queue WHERE ($1::text IS NULL OR department = $1) AND ($2::text IS NULL OR id > $2)
       ORDER BY id LIMIT $3`,
      [department, behind, limit],
    );
    const queues = await tx.find(DeskQueue, { where: { id: In(rows.map(({ id }) => id)) }, order: { id: 'ASC' } });
    return this.depths(tx, queues);
  }

  async depths(tx: Tx, queues: readonly DeskQueue[]): Promise<QueueDepth[]> {
    const rows = await tx.query<{ id: string; level: ValueLevel; count: number; oldest: Date }[]>(
      `SELECT c.queue_id AS id, coalesce(c.level, 'basic') AS level, count(*)::int AS count, min(c.queued_at) AS oldest
       FROM service_case c WHERE ${inQueue} AND c.queue_id = ANY ($1) GROUP BY 1, 2`,
      [queues.map(({ id }) => id)],
    );
    return queues.map((queue) => {
      const own = rows.filter(({ id }) => id === queue.id);
      const oldest = Math.min(...own.map((row) => row.oldest.getTime()));
      const of = (level: ValueLevel): number => own.find((row) => row.level === level)?.count ?? 0;
      return {
        queue,
        depth: own.reduce((sum, { count }) => sum + count, 0),
        oldest: own.length === 0 ? null : new Date(oldest),
        byLevel: { diamond: of('diamond'), gold: of('gold'), silver: of('silver'), basic: of('basic') },
      };
    });
  }

  /**
   * Locks the first case that somebody can take: not about that person, of the skills, and without a hand-over that waits
   * for a decision. What another one takes at the same moment is passed over. Null: none.
   */
  async takeNext(tx: Tx, queueId: string, employeeId: string, skills: Skills | null): Promise<string | null> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c
       WHERE ${inQueue} AND c.queue_id = $1 AND NOT ($2 = ANY (c.complained_of))
         AND (cardinality($3::text[]) = 0 OR c.kind = ANY ($3))
         AND (cardinality($4::text[]) = 0 OR coalesce(c.level, 'basic') = ANY ($4))
         AND (cardinality($5::text[]) = 0 OR c.product_id IS NULL OR c.product_id LIKE ANY ($5))
         AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.case_id = c.id AND h.state = 'to_adjudicate')
       ORDER BY c.queue_rank, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`,
      [queueId, employeeId, skills?.kinds ?? [], skills?.levels ?? [], (skills?.products ?? []).map(patternOf)],
    );
    return rows[0]?.id ?? null;
  }
}

/** The pattern of LIKE for a product or a group of products. */
function patternOf(product: string): string {
  const literal = product.replace(/\*$/, '').replaceAll(/[\\%_]/g, String.raw`\$&`);
  return product.endsWith('*') ? `${literal}%` : literal;
}
