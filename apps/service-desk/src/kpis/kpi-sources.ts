/** What groups are made by. */
export const groupings = ['agent', 'department', 'level', 'kind', 'day', 'week', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** Rows that are counted in a period; `c` is their case. All parts are SQL. */
export interface Source {
  from: string;
  /** When it happened. */
  at: string;
  /** Whom it is put down to. */
  agent: string;
  department: string;
  where?: string;
}

const isDone = `c.state IN ('resolved', 'callback_pending', 'closed')`;
/** Who resolved the case, while it is open the owner. */
const ofCase = {
  agent: `CASE WHEN ${isDone} THEN c.handler_employee_id ELSE c.owner_employee_id END`,
  department: `CASE WHEN ${isDone} THEN c.handler_department ELSE c.owner_department END`,
};
/** Who stopped the clock, while nobody did the owner of the case. */
const ofClock = (clock: string) => ({
  agent: `coalesce(${clock}.stopped_by_employee_id, c.owner_employee_id)`,
  department: `coalesce(${clock}.stopped_by_department, c.owner_department)`,
});
const withCase = (table: string, caseId: string): string => `${table} JOIN service_case c ON c.id = ${caseId}`;
/** The clock for the resolution of a cycle; where a contact was moved, the one that counts from there. */
const resolutionOf = (alias: string, caseId: string, cycle: string): string => `LEFT JOIN LATERAL (
    SELECT r.stopped_by_employee_id, r.stopped_by_department FROM sla_clock r
    WHERE r.case_id = ${caseId} AND r.metric = 'resolution' AND r.cycle = ${cycle} ORDER BY r.round DESC LIMIT 1) ${alias} ON true`;

export const received: Source = { from: 'service_case c', at: 'c.opened_at', ...ofCase };

export const resolutions: Source = {
  from: withCase('sla_clock k', 'k.case_id'),
  at: 'k.met_at',
  where: `k.metric = 'resolution' AND k.met_at IS NOT NULL`,
  ...ofClock('k'),
};

export const closings: Source = {
  from: 'service_case c',
  at: 'c.closed_at',
  where: `c.closed_at IS NOT NULL AND c.state = 'closed'`,
  ...ofCase,
};

/** Put down to who had resolved the case before. */
export const reopenings: Source = {
  from: `${withCase('sla_clock k', 'k.case_id')} ${resolutionOf('before', 'k.case_id', 'k.cycle - 1')}`,
  at: 'k.started_at',
  where: `k.metric = 'resolution' AND k.cycle > 1 AND k.round = 1`,
  ...ofClock('before'),
};

export const otherEnds: Source = {
  from: withCase('case_entry e', 'e.case_id'),
  at: 'e.at',
  where: `e.type IN ('case.withdrawn', 'case.merged')`,
  agent: 'c.owner_employee_id',
  department: 'c.owner_department',
};

/** As in the report of hand-overs: put down to who declined, or offered a case back. */
export const bounces: Source = {
  from: withCase('handover h', 'h.case_id'),
  at: '(CASE WHEN h.is_return THEN h.offered_at ELSE h.answered_at END)',
  where: 'h.bounce IS NOT NULL',
  agent: '(CASE WHEN h.is_return THEN h.offered_by ELSE coalesce(h.answered_by, h.to_employee_id) END)',
  department: '(CASE WHEN h.is_return THEN h.from_department ELSE h.to_department END)',
};

/** Put down to who gave the case away. */
export const handedOn: Source = {
  from: withCase('handover h', 'h.case_id'),
  at: 'coalesce(h.decided_at, h.answered_at)',
  where: `h.state IN ('accepted', 'adjudicated')`,
  agent: 'h.from_employee_id',
  department: 'h.from_department',
};

/** The last attempt of each call-back that is over, put down to who had resolved the case. */
export const callbacks: Source = {
  from: `callback_attempt a JOIN callback_task t ON t.id = a.task_id JOIN service_case c ON c.id = t.case_id
    ${resolutionOf('k', 't.case_id', 't.cycle')}`,
  at: 'a.at',
  where: `t.state = 'done'
    AND NOT EXISTS (SELECT 1 FROM callback_attempt later WHERE later.task_id = a.task_id AND later.number > a.number)`,
  agent: 't.handler_employee_id',
  department: 'coalesce(k.stopped_by_department, c.handler_department, c.owner_department)',
};

/** The offer that a clock of that metric waits on; none where the complaint centre is to decide. */
const offerOf = `LEFT JOIN LATERAL (
    SELECT h.to_employee_id, h.to_department FROM handover h
    WHERE k.metric = 'handover' AND h.case_id = k.case_id AND h.cause = 'offer' AND NOT (h.is_return AND h.bounce > 1)
      AND h.offered_at >= k.started_at AND h.offered_at < k.started_at + interval '1 second'
    ORDER BY h.offered_at DESC LIMIT 1) asked ON true`;
/** A clock for which another one stands now, that counts from the contact which was moved: only that one counts. */
const isReplaced = `(k.state = 'cancelled' AND k.metric IN ('acknowledge', 'first_response', 'resolution')
    AND EXISTS (SELECT FROM sla_clock n WHERE n.case_id = k.case_id AND n.metric = k.metric AND n.cycle = k.cycle AND n.round > k.round))`;

/** Put down to who stopped it, else to the owner; the answer to an offer to whom it was made. */
export const clocks: Source = {
  from: `sla_clock k JOIN service_case c ON c.id = k.case_id AND NOT ${isReplaced} ${offerOf}`,
  at: 'k.started_at',
  agent: `coalesce(k.stopped_by_employee_id, asked.to_employee_id, CASE WHEN asked.to_department IS NULL THEN c.owner_employee_id ELSE 'unknown' END)`,
  department: 'coalesce(asked.to_department, k.stopped_by_department, c.owner_department)',
};

const localTime = (at: string): string => `${at} AT TIME ZONE $3::text`;

const keys: Record<Grouping, (source: Source) => string> = {
  agent: ({ agent }) => agent,
  department: ({ department }) => department,
  level: () => `coalesce(c.level, 'unknown')`,
  kind: () => 'c.kind',
  day: ({ at }) => `to_char(${localTime(at)}, 'YYYY-MM-DD')`,
  week: ({ at }) => `to_char(${localTime(at)}, 'IYYY-"W"IW')`,
  month: ({ at }) => `to_char(${localTime(at)}, 'YYYY-MM')`,
};

/** SQL of the group that a row belongs to; '' without grouping. */
export const keyOf = (source: Source, groupBy: Grouping | null): string => (groupBy ? keys[groupBy](source) : `''`);

/** SQL: in the period $1 to $2 by the wall clock of the zone $3, of department $4, agent $5, kind $6, level $7 where given. */
export const matches = ({ at, agent, department, where }: Source): string => `
  ${at} >= ($1::date)::timestamp AT TIME ZONE $3::text AND ${at} < ($2::date + 1)::timestamp AT TIME ZONE $3::text
  AND ($4::text IS NULL OR ${department} = $4) AND ($5::text IS NULL OR ${agent} = $5)
  AND ($6::text IS NULL OR c.kind = $6) AND ($7::text IS NULL OR c.level = $7) ${where ? `AND ${where}` : ''}`;
