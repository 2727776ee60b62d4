import type { CaseState, SlaMetric } from '@crm/contracts';
import { NeverDue, type Pause } from '../../sla/rules/evaluation.js';
import type { SlaPolicyContent } from '../../sla/rules/policy.js';
import { boundOf, nextAlarm, type Standing, standingAt } from '../../sla/rules/standing.js';
import type { Bound, ScheduleOf, Term } from '../../sla/rules/terms.js';
import type { ClockState } from '../../sla/rules/verdict.js';

/** What can differ. */
export const differenceKinds = [
  'due_at',
  'target_seconds',
  'state',
  'paused_until',
  'alarm',
  'first_term',
  'never_due',
  'case_due_at',
  'clock_missing',
  'clock_of_ended_case',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Something stored that does not follow from what happened, the policy and the calendar. */
export interface Difference {
  kind: DifferenceKind;
  caseId: string;
  /** Null: of the case itself. */
  clockId: string | null;
  metric: SlaMetric;
  /** As it is written, null: nothing. */
  stored: string | null;
  /** As it comes out, null: nothing. */
  computed: string | null;
}

/** A clock as it is stored. */
export interface StoredClock {
  id: string;
  metric: SlaMetric;
  cycle: number;
  policyVersion: number;
  startedAt: Date;
  terms: Term[];
  targetSeconds: number;
  dueAt: Date;
  state: ClockState;
  pausedUntil: Date | null;
  told: number;
  /** When the armed timer of its epoch is due; null: none is armed. */
  alarm: Date | null;
}

/** A case with its open clocks and that for the resolution of its cycle, at one moment of the database. */
export interface StoredCase {
  id: string;
  state: CaseState;
  /** It has not ended. */
  isOpen: boolean;
  cycle: number;
  dueAt: Date;
  /** Not before the last change of the case. */
  asOf: Date;
  clocks: StoredClock[];
  /** In order and apart. */
  waits: (Pause & { cycle: number })[];
}

/** By what clocks are computed; every version that a clock names. */
export interface Measures {
  scheduleOf: ScheduleOf;
  policy(clock: StoredClock): SlaPolicyContent;
}

const isUndecided = ({ state }: StoredClock): boolean => state === 'running' || state === 'paused';
const isOpenClock = (clock: StoredClock): boolean => isUndecided(clock) || clock.state === 'breached_running';
const resolvedStates: readonly CaseState[] = ['resolved', 'callback_pending'];

/** Everything about the clocks of a case that is not as it comes out. */
export function differencesOf(kase: StoredCase, measures: Measures): Difference[] {
  const open = kase.clocks.filter(isOpenClock);
  const found = open.flatMap((clock) => {
    const say = sayingOf(kase, clock);
    const ofClock = kase.isOpen ? [] : say('clock_of_ended_case', clock.state, null);
    return [...ofClock, ...ofFirstTerm(clock, measures.policy(clock), say), ...ofDeadline(kase, clock, measures, say)];
  });
  return [...found, ...ofResolution(kase, measures)];
}

type Say = (kind: DifferenceKind, stored: Written, computed: Written) => Difference[];
type Written = Date | string | number | null;

const text = (value: Written): string | null =>
  value instanceof Date ? value.toISOString() : (value?.toString() ?? null);

/** Says a difference where the two are not the same. */
const sayingOf =
  (kase: StoredCase, clock: StoredClock | null): Say =>
  (kind, stored, computed) => {
    const [was, is] = [text(stored), text(computed)];
    const { id: clockId, metric } = clock ?? { id: null, metric: 'resolution' as const };
    return was === is ? [] : [{ kind, caseId: kase.id, clockId, metric, stored: was, computed: is }];
  };

/** The term that a clock began with is what its rule says, besides extensions. Clocks from before there were rules name none. */
function ofFirstTerm({ metric, terms, startedAt }: StoredClock, policy: SlaPolicyContent, say: Say) {
  const [first] = terms;
  if (first?.rule === '') return [];
  const target = policy.rules.find(({ name }) => name === first?.rule)?.targets[metric];
  const written = (seconds: number, by: string, from: Date): string =>
    `${seconds} s by ${by} from ${from.toISOString()}`;
  return say(
    'first_term',
    first ? written(first.seconds - first.extra, first.calendarId, first.from) : null,
    target ? written(target.seconds, target.calendarId, startedAt) : null,
  );
}

/** The deadline and what hangs on it: the share that binds, whether it stands, when it is to be told next. */
function ofDeadline(kase: StoredCase, clock: StoredClock, measures: Measures, say: Say): Difference[] {
  const bound = compute(kase, clock, measures);
  if (!bound) return say('never_due', clock.dueAt, null);
  const { term, evaluation } = bound;
  const deadline = [
    ...say('due_at', clock.dueAt, evaluation.dueAt),
    ...say('target_seconds', clock.targetSeconds, term.seconds),
  ];
  if (!isUndecided(clock)) {
    return [
      ...deadline,
      ...(kase.asOf < evaluation.dueAt ? say('state', clock.state, standingAt(bound, kase.asOf).state) : []),
    ];
  }
  const { state, pausedUntil } = noted(kase, clock, bound);
  return [
    ...deadline,
    ...say('state', clock.state, state),
    ...say('paused_until', clock.pausedUntil, pausedUntil),
    ...say('alarm', clock.alarm, nextAlarm(evaluation, clock.told)?.at ?? null),
  ];
}

/**
 * Whether a clock stands is noted when its case changes, not when the time comes: a pause that goes on was noted at its
 * begin, and after its cap it may or may not have been looked at since. One that began behind the deadline stops nothing.
 */
function noted(kase: StoredCase, clock: StoredClock, { pauses, evaluation: { dueAt } }: Bound): Standing {
  const wait = waitsOf(kase, clock).at(-1);
  const last = pauses.at(-1);
  const goesOn = wait?.to === null && last !== undefined && last.from >= wait.from && last.from < dueAt;
  const isOver = goesOn && last.to <= kase.asOf && clock.pausedUntil === null;
  return goesOn && !isOver ? { state: 'paused', pausedUntil: last.to } : { state: 'running', pausedUntil: null };
}

const waitsOf = ({ waits }: StoredCase, clock: StoredClock): Pause[] =>
  waits.filter(({ cycle }) => cycle === clock.cycle);

/** Null: no working time ever reaches it. */
function compute(kase: StoredCase, clock: StoredClock, measures: Measures): Bound | null {
  try {
    return boundOf(clock, waitsOf(kase, clock), measures.scheduleOf, kase.asOf);
  } catch (error) {
    if (error instanceof NeverDue) return null;
    throw error;
  }
}

/** Every open case has a clock for the resolution of its cycle, which is open until it is resolved, and its deadline is the case's. */
function ofResolution(kase: StoredCase, measures: Measures): Difference[] {
  if (!kase.isOpen) return [];
  const clock = kase.clocks.find(({ metric, cycle }) => metric === 'resolution' && cycle === kase.cycle);
  const isOwed = !resolvedStates.includes(kase.state);
  const say = sayingOf(kase, clock ?? null);
  if (!clock || (isOwed && !isOpenClock(clock))) return say('clock_missing', clock?.state ?? null, 'running');
  const dueAt = isOpenClock(clock) ? compute(kase, clock, measures)?.evaluation.dueAt : clock.dueAt;
  return dueAt ? sayingOf(kase, null)('case_due_at', kase.dueAt, dueAt) : [];
}
