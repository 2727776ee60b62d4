import type { CaseState, ValueLevel } from '@crm/contracts';

/** Open cases of one department that are alike. */
export interface OpenCount {
  department: string;
  state: CaseState;
  level: ValueLevel | null;
  open: number;
  /** Past the deadline for the resolution, of those not resolved. */
  overdue: number;
  /** Reach it within an hour. */
  dueWithinHour: number;
  /** When the oldest without any answer came, of those not resolved; null: each has one. */
  oldestUnanswered: Date | null;
}

/** What one department did today, and whom its customers wait to be called by. */
export interface DayCount {
  department: string;
  received: number;
  resolved: number;
  callbacks: number;
  callbacksOverdue: number;
}

/** All that is counted at one moment. */
export interface Tally {
  asOf: Date;
  /** Business day, `2026-06-08`. */
  day: string;
  open: readonly OpenCount[];
  today: readonly DayCount[];
}

/** What a board shows. */
export interface Snapshot {
  /** Null: of all. */
  department: string | null;
  day: string;
  open: number;
  byState: { state: CaseState; open: number }[];
  byLevel: { level: ValueLevel | null; open: number }[];
  byDepartment: { department: string; open: number; overdue: number }[];
  dueWithinHour: number;
  overdue: number;
  unacknowledged: number;
  waiting: number;
  oldestUnansweredAt: string | null;
  received: number;
  resolved: number;
  callbacks: number;
  callbacksOverdue: number;
}

const unacknowledged: readonly CaseState[] = ['received', 'reopened'];
const waiting: readonly CaseState[] = ['waiting_customer', 'waiting_third_party'];

/** What a board of a department (null: of all) shows of what was counted. */
export function snapshotOf(tally: Tally, department: string | null): Snapshot {
  const isMeant = (one: { department: string }): boolean => department === null || one.department === department;
  const [open, today] = [tally.open.filter(isMeant), tally.today.filter(isMeant)];
  const unanswered = open.flatMap(({ oldestUnanswered }) => oldestUnanswered?.getTime() ?? []);
  return {
    department,
    day: tally.day,
    open: sum(open, 'open'),
    byState: grouped(open, ({ state }) => state).map(([state, of]) => ({ state, open: sum(of, 'open') })),
    byLevel: grouped(open, ({ level }) => level).map(([level, of]) => ({ level, open: sum(of, 'open') })),
    byDepartment: grouped(open, (one) => one.department).map(([name, of]) => ({
      department: name,
      open: sum(of, 'open'),
      overdue: sum(of, 'overdue'),
    })),
    dueWithinHour: sum(open, 'dueWithinHour'),
    overdue: sum(open, 'overdue'),
    unacknowledged: sum(
      open.filter(({ state }) => unacknowledged.includes(state)),
      'open',
    ),
    waiting: sum(
      open.filter(({ state }) => waiting.includes(state)),
      'open',
    ),
    oldestUnansweredAt: unanswered.length > 0 ? new Date(Math.min(...unanswered)).toISOString() : null,
    received: sum(today, 'received'),
    resolved: sum(today, 'resolved'),
    callbacks: sum(today, 'callbacks'),
    callbacksOverdue: sum(today, 'callbacksOverdue'),
  };
}

function sum<Name extends string>(rows: readonly Record<Name, number>[], name: Name): number {
  return rows.reduce((total, row) => total + row[name], 0);
}

/** In the order of the keys, so that the same figures are the same text. */
function grouped<Row, Key extends string | null>(rows: readonly Row[], keyOf: (row: Row) => Key): [Key, Row[]][] {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
}
