import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import type { KindReport } from './rules/match-report.js';

export const matchRunStates = ['queued', 'comparing', 'applying', 'completed', 'cancelled', 'failed'] as const;
export type MatchRunState = (typeof matchRunStates)[number];

export interface MatchRun {
  id: string;
  mode: 'report' | 'apply';
  scope: 'all' | 'changed';
  train: boolean;
  state: MatchRunState;
  /** What it is at. */
  stage: string;
  total: number;
  done: number;
  report: MatchRunReport | null;
  models: Partial<Record<CustomerKind, { version: string; attributes: string[] }>>;
  /** The last pair that is applied. */
  appliedTo: number;
  error: string | null;
  madeBy: string;
  actor: Actor;
  madeAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface MatchRunReport {
  kinds: KindReport[];
  /** Of an applying run: customers that became one, and pairs that could not. */
  merged?: number;
  notMerged?: number;
  forReview?: number;
}

export interface RunPair {
  number: number;
  lowId: string;
  highId: string;
  kind: CustomerKind;
  probability: number;
  weight: number;
  vector: Buffer;
  verdict: 'auto' | 'review' | 'unlikely' | 'rejected';
  strong: string[];
}

const columns = `id, mode, scope, train, state, stage, total, done, report, models, applied_to AS "appliedTo", error,
  made_by AS "madeBy", actor, made_at AS "madeAt", started_at AS "startedAt", finished_at AS "finishedAt"`;
const atWork = `state IN ('queued', 'comparing', 'applying')`;
/** Whoever works on a run says so in between; silent for longer, it is taken for dead. */
const leaseSeconds = 30;

/** What it found reaches the queue, or makes customers one: then whoever had changed is dealt with. */
export const bringsResults = ({ mode, scope }: Pick<MatchRun, 'mode' | 'scope'>): boolean =>
  mode === 'apply' || scope === 'changed';

/** Runs over customers, the pairs that they found, and who works on a run. */
@Injectable()
export class MatchRunsRepository {
  async add(tx: Tx, run: Pick<MatchRun, 'id' | 'mode' | 'scope' | 'train' | 'actor' | 'madeAt'>): Promise<void> {
    await tx.query(
      `INSERT INTO match_run (id, mode, train, state, stage, made_by, actor, made_at, scope)
       VALUES ($1, $2, $3, 'queued', 'queued', $4, $5, $6, $7)`,
      [run.id, run.mode, run.train, run.actor.id, JSON.stringify(run.actor), run.madeAt, run.scope],
    );
  }

  async find(tx: Tx, id: string): Promise<MatchRun | undefined> {
    const [row] = await tx.query<MatchRun[]>(`SELECT ${columns} FROM match_run WHERE id = $1`, [id]);
    return row;
  }

  page(tx: Tx, before: string | undefined, limit: number): Promise<MatchRun[]> {
    return tx.query<MatchRun[]>(
      `SELECT ${columns} FROM match_run WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [before ?? null, limit],
    );
  }

  /** Takes a run that nobody works on. */
  async claim(tx: Tx, id: string, worker: string): Promise<MatchRun | undefined> {
    const [rows] = await tx.query<[MatchRun[], number]>(
      `UPDATE match_run SET claimed_by = $2, claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
         started_at = coalesce(started_at, clock_timestamp())
       WHERE id = $1 AND ${atWork} AND (claimed_until IS NULL OR claimed_until < clock_timestamp() OR claimed_by = $2)
       RETURNING ${columns}`,
      [id, worker],
    );
    return rows[0];
  }

  /** Locks a run that is at work and ours; undefined when it is over, or somebody else has taken it. */
  async hold(tx: Tx, id: string, worker: string): Promise<MatchRun | undefined> {
    const [row] = await tx.query<MatchRun[]>(
      `SELECT ${columns} FROM match_run WHERE id = $1 AND claimed_by = $2 AND ${atWork} FOR UPDATE`,
      [id, worker],
    );
    return row;
  }

  /** Says how far it is, and that somebody is still at it. False when the run is not ours, or at work, any more. */
  async progress(
    tx: Tx,
    id: string,
    worker: string,
    at: { state: MatchRunState; stage: string; done: number; total: number },
  ): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE match_run SET state = $3, stage = $4, done = $5, total = $6,
         claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
       WHERE id = $1 AND claimed_by = $2 AND ${atWork} RETURNING id`,
      [id, worker, at.state, at.stage, Math.round(at.done), Math.round(at.total)],
    );
    return rows.length > 0;
  }

  async saveReport(tx: Tx, run: Pick<MatchRun, 'id' | 'report' | 'models'>): Promise<void> {
    await tx.query('UPDATE match_run SET report = $2, models = $3 WHERE id = $1', [
      run.id,
      JSON.stringify(run.report),
      JSON.stringify(run.models),
    ]);
  }

  async applied(tx: Tx, id: string, appliedTo: number, report: MatchRunReport): Promise<void> {
    await tx.query('UPDATE match_run SET applied_to = $2, report = $3 WHERE id = $1', [
      id,
      appliedTo,
      JSON.stringify(report),
    ]);
  }

  /** Ends a run that is at work; one that was cancelled stays cancelled. Of a completed one nothing is left to do. */
  async end(tx: Tx, id: string, state: 'completed' | 'cancelled' | 'failed', error: string | null): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE match_run SET state = $2, stage = $2, done = CASE WHEN $2 = 'completed' THEN total ELSE done END, error = $3,
         finished_at = clock_timestamp(), claimed_until = NULL
       WHERE id = $1 AND ${atWork} RETURNING id`,
      [id, state, error],
    );
    return rows.length > 0;
  }

  async clearPairs(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM match_run_pair WHERE run_id = $1', [id]);
  }

  async addPairs(tx: Tx, id: string, pairs: readonly RunPair[]): Promise<void> {
    await tx.query(
      `INSERT INTO match_run_pair (run_id, number, low_id, high_id, kind, probability, weight, vector, verdict, strong)
       SELECT $1, number, low, high, kind, probability, weight, decode(vector, 'hex'), verdict, string_to_array(strong, ' ')
       FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::float8[], $7::float8[], $8::text[], $9::text[], $10::text[])
         AS given (number, low, high, kind, probability, weight, vector, verdict, strong)`,
      [
        id,
        pairs.map(({ number }) => number),
        pairs.map(({ lowId }) => lowId),
        pairs.map(({ highId }) => highId),
        pairs.map(({ kind }) => kind),
        pairs.map(({ probability }) => probability),
        pairs.map(({ weight }) => weight),
        pairs.map(({ vector }) => vector.toString('hex')),
        pairs.map(({ verdict }) => verdict),
        pairs.map(({ strong }) => strong.join(' ')),
      ],
    );
  }

  /** Pairs behind a number, the most probable of all first. */
  async pairs(tx: Tx, id: string, after: number, limit: number): Promise<RunPair[]> {
    return tx.query<RunPair[]>(
      `SELECT number, low_id AS "lowId", high_id AS "highId", kind, probability, weight, vector, strong,
              CASE verdict WHEN 'different' THEN 'unlikely' ELSE verdict END AS verdict
       FROM match_run_pair WHERE run_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [id, after, limit],
    );
  }

  /** Every pair about which a person decided, as it was judged then. */
  async reviewed(
    tx: Tx,
    kind: CustomerKind,
  ): Promise<{ probability: number; isMatch: boolean; vector: Buffer; attributes: string[] }[]> {
    return tx.query(
      `SELECT edge.probability, edge.state = 'match' AS "isMatch", edge.vector, edge.attributes FROM match_edge edge
       WHERE edge.kind = $1 AND edge.state IN ('match', 'different')`,
      [kind],
    );
  }
}
