import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { StoredCase, StoredClock } from './rules/differences.js';
import { clockTimer } from '../sla/clocks.service.js';
import { toTerm } from '../sla/rules/terms.js';

/** Reads cases with all that their deadlines hang on. */
@Injectable()
export class StoredCasesRepository {
  /**
   * The next cases behind an id that are open, or have an open clock. One statement, so that every case is seen as one
   * transaction left it, however busy the desk is.
   */
  async next(tx: Tx, behind: string | null, limit: number): Promise<StoredCase[]> {
    const rows = await tx.query<Row[]>(statement, [behind ?? firstId, limit, clockTimer]);
    return rows.map(({ clocks, waits, dueAt, ...kase }) => ({
      ...kase,
      dueAt: new Date(dueAt),
      clocks: clocks.map((clock) => ({
        ...clock,
        startedAt: new Date(clock.startedAt),
        terms: clock.terms.map(toTerm),
        dueAt: new Date(clock.dueAt),
        pausedUntil: instant(clock.pausedUntil),
        alarm: instant(clock.alarm),
      })),
      waits: waits.map(({ cycle, from, to }) => ({ cycle, from: new Date(from), to: instant(to) })),
    }));
  }
}

/** Below every id. */
const firstId = '00000000-0000-0000-0000-000000000000';

const instant = (written: string | null): Date | null => (written === null ? null : new Date(written));

/** With instants as JSON writes them. */
type Written<Type> = Type extends Date
  ? string
  : Type extends (infer Item)[]
    ? Written<Item>[]
    : Type extends object
      ? { [Key in keyof Type]: Written<Type[Key]> }
      : Type;

interface Row extends Omit<StoredCase, 'clocks' | 'waits'> {
  clocks: Written<StoredClock>[];
  waits: Written<StoredCase['waits']>;
}

const statement = `
  WITH batch AS (
    (SELECT id FROM service_case WHERE state NOT IN ('closed', 'merged', 'withdrawn') AND id > $1 ORDER BY id LIMIT $2)
    UNION
    (SELECT DISTINCT case_id FROM sla_clock
     WHERE state IN ('running', 'paused', 'breached_running') AND case_id > $1 ORDER BY case_id LIMIT $2)
    ORDER BY 1 LIMIT $2
  )
  SELECT c.id, c.state, c.state NOT IN ('closed', 'merged', 'withdrawn') AS "isOpen", c.cycle, c.due_at AS "dueAt",
    clock_timestamp() AS "asOf",
    (SELECT coalesce(json_agg(json_build_object('id', k.id, 'metric', k.metric, 'cycle', k.cycle,
       'policyVersion', k.policy_version, 'startedAt', k.started_at, 'terms', k.terms, 'targetSeconds', k.target_seconds,
       'dueAt', k.due_at, 'state', k.state, 'pausedUntil', k.paused_until, 'told', k.told,
       'alarm', (SELECT t.due_at FROM timer t WHERE t.kind = $3 AND t.aggregate_id = k.id::text AND t.epoch = k.epoch
                 AND t.state = 'armed')) ORDER BY k.started_at, k.id), '[]')
     FROM sla_clock k WHERE k.case_id = c.id
       AND (k.state IN ('running', 'paused', 'breached_running') OR (k.metric = 'resolution' AND k.cycle = c.cycle))) AS clocks,
    (SELECT coalesce(json_agg(json_build_object('cycle', w.cycle, 'from', w.began_at, 'to', w.ended_at) ORDER BY w.began_at), '[]')
     FROM sla_wait w WHERE w.case_id = c.id) AS waits
  FROM batch JOIN service_case c USING (id) ORDER BY c.id`;
