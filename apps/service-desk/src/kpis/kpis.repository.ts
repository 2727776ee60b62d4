import type { CaseKind, SlaMetric, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { CountName } from './rules/figures.js';
import type { Limits } from './rules/limits.js';
import type { Period } from './rules/period.js';
import * as sources from './kpi-sources.js';
import { type Grouping, keyOf, matches, type Source } from './kpi-sources.js';

/** What is asked for. */
export interface KpiQuestion extends Period, Limits {
  timeZone: string;
  groupBy: Grouping | null;
  metrics: readonly SlaMetric[];
  kind: CaseKind | null;
  level: ValueLevel | null;
}

export type CountRow = { key: string } & Partial<Record<CountName, number>>;

export interface ClockRow {
  key: string;
  metric: SlaMetric;
  met: number;
  breached: number;
  running: number;
  cancelled: number;
  /** Seconds, separated by commas: read many times faster than an array. */
  ended: string | null;
  left: string | null;
  active: number;
  waited: number;
}

/** Times in epoch milliseconds. */
interface LongRow {
  key: string;
  calendarId: string;
  calendarVersion: number;
  from: number;
  until: number;
}

/** A clock whose working time is not noted: it runs, or stopped before that was done. */
export interface UncountedClock extends LongRow {
  metric: SlaMetric;
  isMet: boolean;
  longestWait: number;
  waits: [number, number | null][] | null;
}

/** A case that was handed on. */
export type Holding = LongRow;

const milliseconds = (instant: string): string => `(extract(epoch FROM ${instant}) * 1000)::float8`;
const isOpen = `k.state IN ('running', 'paused', 'breached_running')`;

/** What key figures are made of. */
@Injectable()
export class KpisRepository {
  /** From here on the transaction sees one moment; nothing may have been read before. */
  async freeze(tx: Tx): Promise<void> {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  }

  async counts(tx: Tx, question: KpiQuestion): Promise<CountRow[]> {
    const rows: CountRow[] = [];
    for (const [source, columns] of counted)
      rows.push(...(await tx.query<CountRow[]>(...grouped(source, columns, question))));
    return rows;
  }

  /** Verdicts of the clocks that started in the period, and the working time of those that stopped. */
  clocks(tx: Tx, question: KpiQuestion, now: Date): Promise<ClockRow[]> {
    const source = { ...sources.clocks, where: 'k.metric = ANY ($9::text[])' };
    return tx.query<ClockRow[]>(
      `SELECT ${keyOf(source, question.groupBy)} AS key, k.metric,
         count(*) FILTER (WHERE k.state = 'met') AS met,
         count(*) FILTER (WHERE k.state = 'breached_met' OR (${isOpen} AND k.due_at <= $8)
           OR (k.state = 'cancelled' AND k.told = 100)) AS breached,
         count(*) FILTER (WHERE ${isOpen} AND k.due_at > $8) AS running,
         count(*) FILTER (WHERE k.state = 'cancelled' AND k.told < 100) AS cancelled,
         string_agg(k.active_seconds::text, ',') FILTER (WHERE k.met_at IS NOT NULL) AS ended,
         string_agg(k.active_seconds::text, ',') FILTER (WHERE k.met_at IS NULL) AS "left",
         coalesce(sum(k.active_seconds), 0) AS active, coalesce(sum(k.waited_seconds), 0) AS waited
       FROM ${source.from} WHERE ${matches(source)} GROUP BY 1, 2`,
      [...parametersOf(question), now, question.metrics],
    );
  }

  /** Of the same clocks those whose working time is not noted, so many at a time. */
  async *uncounted(tx: Tx, question: KpiQuestion, now: Date, atOnce: number): AsyncGenerator<UncountedClock[]> {
    const source = { ...sources.clocks, where: `k.active_seconds IS NULL AND k.state <> 'cancelled'` };
    await tx.query(
      `DECLARE uncounted_clock NO SCROLL CURSOR FOR
       SELECT ${keyOf(source, question.groupBy)} AS key, k.metric, k.met_at IS NOT NULL AS "isMet",
         k.calendar_id AS "calendarId", k.calendar_version AS "calendarVersion", k.longest_wait AS "longestWait",
         ${milliseconds('k.started_at')} AS "from", ${milliseconds('coalesce(k.met_at, $8)')} AS until,
         CASE WHEN k.metric IN ('resolution', 'next_update') THEN (
           SELECT jsonb_agg(jsonb_build_array(${milliseconds('w.began_at')}, ${milliseconds('w.ended_at')}) ORDER BY w.began_at)
           FROM sla_wait w WHERE w.case_id = k.case_id AND w.cycle = k.cycle) END AS waits
       FROM ${source.from} WHERE ${matches(source)} AND k.metric = ANY ($9::text[])`,
      [...parametersOf(question), now, question.metrics],
    );
    for (let isMore = true; isMore;) {
      const clocks = await tx.query<UncountedClock[]>(`FETCH ${Number(atOnce)} FROM uncounted_clock`);
      if (clocks.length > 0) yield clocks;
      isMore = clocks.length === atOnce;
    }
    await tx.query('CLOSE uncounted_clock');
  }

  /** From when to when those had the cases who handed them on, by the calendar of the case's deadline then. */
  holdings(tx: Tx, question: KpiQuestion): Promise<Holding[]> {
    const source = sources.handedOn;
    return tx.query<Holding[]>(
      `SELECT ${keyOf(source, question.groupBy)} AS key, r.calendar_id AS "calendarId", r.calendar_version AS "calendarVersion",
         ${milliseconds('coalesce(taken.at, c.opened_at)')} AS "from", ${milliseconds(source.at)} AS until
       FROM ${source.from}
       CROSS JOIN LATERAL (
         SELECT max(coalesce(p.decided_at, p.answered_at)) AS at FROM handover p
         WHERE p.case_id = h.case_id AND coalesce(p.decided_at, p.answered_at) < ${source.at} AND p.state IN ('accepted', 'adjudicated')) taken
       CROSS JOIN LATERAL (
         SELECT k.calendar_id, k.calendar_version FROM sla_clock k
         WHERE k.case_id = h.case_id AND k.metric = 'resolution' AND (k.started_at <= ${source.at} OR k.cycle = 1)
         ORDER BY k.cycle DESC LIMIT 1) r
       WHERE ${matches(source)}`,
      parametersOf(question),
    );
  }
}

/** What is counted, and the columns that count it. */
const counted: [Source, string][] = [
  [sources.received, 'count(*) AS received'],
  [sources.resolutions, 'count(*) AS resolved, count(*) FILTER (WHERE c.cycle > k.cycle) AS "reopenedLater"'],
  [sources.closings, 'count(*) AS closed'],
  [sources.reopenings, 'count(*) AS reopened'],
  [
    sources.otherEnds,
    `count(*) FILTER (WHERE e.type = 'case.withdrawn') AS withdrawn, count(*) FILTER (WHERE e.type = 'case.merged') AS merged`,
  ],
  [sources.bounces, 'count(*) AS bounces'],
  [
    sources.callbacks,
    ['satisfied', 'unsatisfied', 'unconfirmed']
      .map((outcome) => `count(*) FILTER (WHERE t.outcome = '${outcome}') AS ${outcome}`)
      .join(', '),
  ],
];

const grouped = (source: Source, columns: string, question: KpiQuestion): [string, unknown[]] => [
  `SELECT ${keyOf(source, question.groupBy)} AS key, ${columns} FROM ${source.from} WHERE ${matches(source)} GROUP BY 1`,
  parametersOf(question),
];

const parametersOf = ({ from, to, timeZone, department, agent, kind, level }: KpiQuestion): unknown[] => [
  ...[from, to, timeZone, department, agent, kind, level],
];
