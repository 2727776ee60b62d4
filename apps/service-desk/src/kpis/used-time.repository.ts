import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Span } from '../sla/used-times.service.js';
import type { UsedTime } from '../sla/rules/used-time.js';

/** A clock that was reached and has no working time. */
export type StoppedClock = Span & { id: string };

@Injectable()
export class UsedTimeRepository {
  /** Locked; those that somebody holds are left for the next time. */
  async stoppedWithout(tx: Tx, limit: number): Promise<StoppedClock[]> {
    const rows = await tx.query<(Omit<StoppedClock, 'waits'> & { waits: [string, string | null][] | null })[]>(
      `SELECT k.id, k.calendar_id AS "calendarId", k.calendar_version AS "calendarVersion", k.started_at AS "from",
         k.met_at AS until, k.longest_wait AS "longestWait",
         CASE WHEN k.metric IN ('resolution', 'next_update') THEN (
           SELECT jsonb_agg(jsonb_build_array(w.began_at, w.ended_at) ORDER BY w.began_at)
           FROM sla_wait w WHERE w.case_id = k.case_id AND w.cycle = k.cycle) END AS waits
       FROM sla_clock k WHERE k.active_seconds IS NULL AND k.met_at IS NOT NULL AND k.state <> 'cancelled'
       ORDER BY k.started_at, k.id LIMIT $1 FOR UPDATE OF k SKIP LOCKED`,
      [limit],
    );
    return rows.map(({ waits, ...row }) => ({
      ...row,
      waits: (waits ?? []).map(([from, to]) => ({ from: new Date(from), to: to === null ? null : new Date(to) })),
    }));
  }

  async note(tx: Tx, clocks: readonly StoppedClock[], used: readonly UsedTime[]): Promise<void> {
    await tx.query(
      `UPDATE sla_clock k SET active_seconds = u.active, waited_seconds = u.waited
       FROM unnest($1::uuid[], $2::int[], $3::int[]) AS u (id, active, waited) WHERE k.id = u.id`,
      [clocks.map(({ id }) => id), used.map((one) => one.activeSeconds), used.map((one) => one.waitedSeconds)],
    );
  }
}
