import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';

export const reviewStates = ['open', 'match', 'different', 'gone'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** Two customers that may be one, as the queue shows them. */
export interface Review {
  id: string;
  lowId: string;
  highId: string;
  kind: CustomerKind;
  probability: number;
  vector: Buffer;
  attributes: string[];
  modelVersion: string;
  strong: string[];
  state: ReviewState;
  judgedAt: Date;
  reservedBy: string | null;
  reservedUntil: Date | null;
  /** Value at stake × probability: what comes first. */
  priority: number;
}

export interface Decision {
  id: string;
  decision: 'match' | 'different';
  mergeId: string | null;
  reason: string | null;
  decidedBy: string;
  decidedAt: Date;
}

const priority = 'edge.probability * edge.stake';
const columns = `edge.id, edge.low_id AS "lowId", edge.high_id AS "highId", edge.kind, edge.probability, edge.vector, edge.attributes,
  edge.model_version AS "modelVersion", edge.strong, edge.state, edge.judged_at AS "judgedAt", edge.reserved_by AS "reservedBy",
  edge.reserved_until AS "reservedUntil", ${priority} AS priority`;

/** The queue of pairs, who looks at which, and what was decided. */
@Injectable()
export class ReviewsRepository {
  /** Behind a place in the order of the queue. */
  page(
    tx: Tx,
    filter: { state: ReviewState; kind: CustomerKind | undefined },
    after: { priority: number; id: string } | undefined,
    limit: number,
  ): Promise<Review[]> {
    return tx.query<Review[]>(
      `SELECT ${columns} FROM match_edge edge WHERE edge.state = $1 AND ($2::text IS NULL OR edge.kind = $2)
         ${after ? `AND (${priority}, edge.id) < ($4, $5::uuid)` : ''}
       ORDER BY ${priority} DESC, edge.id DESC LIMIT $3`,
      [filter.state, filter.kind ?? null, limit, ...(after ? [after.priority, after.id] : [])],
    );
  }

  async find(tx: Tx, id: string): Promise<Review | undefined> {
    const [row] = await tx.query<Review[]>(`SELECT ${columns} FROM match_edge edge WHERE edge.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Review | undefined> {
    const [row] = await tx.query<Review[]>(`SELECT ${columns} FROM match_edge edge WHERE edge.id = $1 FOR UPDATE`, [
      id,
    ]);
    return row;
  }

  /** Gives the first pair that nobody looks at to one reviewer alone; one that is reserved already is given again. */
  async reserve(
    tx: Tx,
    by: string,
    kind: CustomerKind | undefined,
    now: Date,
    until: Date,
  ): Promise<string | undefined> {
    const first = (condition: string) =>
      tx.query<{ id: string }[]>(
        `SELECT edge.id FROM match_edge edge WHERE edge.state = 'open' AND ($2::text IS NULL OR edge.kind = $2) AND ${condition}
         ORDER BY ${priority} DESC, edge.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [by, kind ?? null, now],
      );
    const [own] = await first('edge.reserved_by = $1 AND edge.reserved_until > $3');
    const isFree = '(edge.reserved_until IS NULL OR edge.reserved_until <= $3 OR edge.reserved_by = $1)';
    const row = own ?? (await first(isFree))[0];
    if (row) await this.hold(tx, row.id, by, until);
    return row?.id;
  }

  /** Until then only `by` gets the pair; nobody for null. */
  async hold(tx: Tx, id: string, by: string | null, until: Date): Promise<void> {
    await tx.query('UPDATE match_edge SET reserved_by = $2, reserved_until = $3 WHERE id = $1', [id, by, until]);
  }

  async decide(tx: Tx, id: string, decision: Omit<Decision, 'id'>): Promise<void> {
    await tx.query(`UPDATE match_edge SET state = $2, reserved_by = NULL, reserved_until = NULL WHERE id = $1`, [
      id,
      decision.decision,
    ]);
    await tx.query(
      `INSERT INTO match_decision (id, edge_id, decision, merge_id, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), id, decision.decision, decision.mergeId, decision.reason, decision.decidedBy, decision.decidedAt],
    );
  }

  /** The decision about a pair that holds. */
  async decisionOf(tx: Tx, id: string): Promise<Decision | undefined> {
    const [row] = await tx.query<Decision[]>(
      `SELECT id, decision, merge_id AS "mergeId", reason, decided_by AS "decidedBy", decided_at AS "decidedAt"
       FROM match_decision WHERE edge_id = $1 AND undone_at IS NULL`,
      [id],
    );
    return row;
  }

  async undo(tx: Tx, id: string, decisionId: string, by: string, now: Date): Promise<void> {
    await tx.query('UPDATE match_decision SET undone_by = $2, undone_at = $3 WHERE id = $1', [decisionId, by, now]);
    await tx.query(`UPDATE match_edge SET state = 'open' WHERE id = $1`, [id]);
  }
}
