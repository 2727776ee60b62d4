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
/** The clock for the resolution of a cycle. */
const resolutionOf = (alias: string, caseId: string, cycle: string): string =>
  `LEFT JOIN sla_clock ${alias} ON ${alias}.case_id = ${caseId} AND ${alias}.metric = 'resolution' AND ${alias}.cycle = ${cycle}`;

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
  where: `k.metric = 'resolution' AND k.cycle > 1`,
  ...ofClock('before'),
};

export const otherEnds: Source = {
  from: withCase('case_entry e', 'e.case_id'),
  at: 'e.at',
  where: `e.type IN ('case.withdrawn', 'case.merged')`,
  agent: 'c.owner_employee_id',
  department: 'c.owner_department',
};

/** Put down to who declined. */
export const bounces: Source = {
  from: withCase('handover h', 'h.case_id'),
  at: 'h.answered_at',
  where: `h.answered_at IS NOT NULL AND h.state = 'declined'`,
  agent: `coalesce(h.answered_by, h.to_employee_id)`,
  department: 'h.to_department',
};

/** Put down to who gave the case away. */
export const handedOn: Source = {
  from: withCase('handover h', 'h.case_id'),
  at: 'h.answered_at',
  where: `h.answered_at IS NOT NULL AND h.state IN ('accepted', 'adjudicated')`,
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

export const clocks: Source = { from: withCase('sla_clock k', 'k.case_id'), at: 'k.started_at', ...ofClock('k') };

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
