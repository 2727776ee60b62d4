import { type SlaMetric, slaMetrics } from '@crm/contracts';
import { quantilesOf } from './kaplan-meier.js';
import { type Share, shareOf } from './wilson.js';

/** What is simply counted. */
export const countNames = [
  'received',
  'resolved',
  'reopenedLater',
  'closed',
  'reopened',
  'withdrawn',
  'merged',
  'bounces',
  'satisfied',
  'unsatisfied',
  'unconfirmed',
] as const;
export type CountName = (typeof countNames)[number];

/** Clocks of one metric; times in seconds of working time. */
export interface ClockTally {
  met: number;
  breached: number;
  running: number;
  cancelled: number;
  /** What those took that were reached. */
  ended: number[];
  /** How long the others last so far, or lasted until they were let go. */
  open: number[];
  /** Together, without and with waiting. */
  active: number;
  waited: number;
}

/** All that the figures of a group are made of. Groups have nothing in common, so their sum is the total's. */
export interface Gathered {
  counts: Record<CountName, number>;
  clocks: Map<SlaMetric, ClockTally>;
  /** For how long each case was held that was handed on. */
  held: number[];
}

export interface TimeFigures {
  /** How many of `n` have ended; the others are censored. */
  n: number;
  events: number;
  censored: number;
  p50Seconds: number | null;
  p90Seconds: number | null;
}

export interface ClockFigures {
  metric: SlaMetric;
  met: number;
  breached: number;
  running: number;
  cancelled: number;
  /** Met ÷ decided; null while nothing is. */
  attainment: number | null;
  time: TimeFigures;
}

export interface Figures {
  counts: Record<CountName, number>;
  /** Of the resolutions. */
  reopenRate: Share;
  clocks: ClockFigures[];
  holding: TimeFigures;
  callbacks: { n: number; satisfied: Share; unsatisfied: Share; unconfirmed: Share };
  /** Part of the working time of the handling in which the case waited for somebody outside; null: nothing was handled. */
  waitingShare: number | null;
}

export const nothing = (): Gathered => ({
  counts: Object.fromEntries(countNames.map((name) => [name, 0])) as Record<CountName, number>,
  clocks: new Map(),
  held: [],
});

const noClock = (): ClockTally => ({
  ...{ met: 0, breached: 0, running: 0, cancelled: 0, active: 0, waited: 0 },
  ended: [],
  open: [],
});

/** The tally of a metric in a group, from the first clock on. */
export function tallyOf({ clocks }: Gathered, metric: SlaMetric): ClockTally {
  let tally = clocks.get(metric);
  if (!tally) clocks.set(metric, (tally = noClock()));
  return tally;
}

export function totalOf(groups: Iterable<Gathered>): Gathered {
  const total = nothing();
  for (const { counts, clocks, held } of groups) {
    for (const name of countNames) total.counts[name] += counts[name];
    for (const [metric, one] of clocks) {
      const all = tallyOf(total, metric);
      for (const name of ['met', 'breached', 'running', 'cancelled', 'active', 'waited'] as const)
        all[name] += one[name];
      // Spreading a hundred thousand arguments would not fit the stack.
      for (const seconds of one.ended) all.ended.push(seconds);
      for (const seconds of one.open) all.open.push(seconds);
    }
    for (const seconds of held) total.held.push(seconds);
  }
  return total;
}

export function figuresOf({ counts, clocks, held }: Gathered): Figures {
  const { resolved, reopenedLater, satisfied, unsatisfied, unconfirmed } = counts;
  const asked = satisfied + unsatisfied + unconfirmed;
  const resolution = clocks.get('resolution');
  return {
    counts,
    reopenRate: shareOf(reopenedLater, resolved),
    clocks: slaMetrics.flatMap((metric) => (clocks.has(metric) ? [clockFigures(metric, clocks.get(metric)!)] : [])),
    holding: timesOf(held, []),
    callbacks: {
      n: asked,
      satisfied: shareOf(satisfied, asked),
      unsatisfied: shareOf(unsatisfied, asked),
      unconfirmed: shareOf(unconfirmed, asked),
    },
    waitingShare: resolution ? ratio(resolution.waited, resolution.waited + resolution.active) : null,
  };
}

function clockFigures(metric: SlaMetric, tally: ClockTally): ClockFigures {
  const { met, breached, running, cancelled, ended, open } = tally;
  const attainment = ratio(met, met + breached);
  return { metric, met, breached, running, cancelled, attainment, time: timesOf(ended, open) };
}

function timesOf(ended: readonly number[], open: readonly number[]): TimeFigures {
  const [p50, p90] = quantilesOf(ended, open, [0.5, 0.9]);
  const counts = { n: ended.length + open.length, events: ended.length, censored: open.length };
  return { ...counts, p50Seconds: p50!, p90Seconds: p90! };
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
