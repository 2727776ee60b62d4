import type { Pause, Timeline } from './evaluation.js';

export interface TimelineFault {
  /** JSON pointer into the timeline. */
  pointer: string;
  message: { zh: string; en: string };
}

const messages = {
  year: { zh: '年份须在 1970 至 2199 之间', en: 'The year must be from 1970 to 2199.' },
  backwards: { zh: '暂停的结束须晚于开始', en: 'A pause must end after it begins.' },
  overlap: { zh: '暂停不得重叠', en: 'Pauses must not overlap.' },
  metBefore: { zh: '达成时间不得早于开始时间', en: 'It cannot be reached before it began.' },
};

/** What a timeline must not be. Pauses may come in any order. */
export function faultsOfTimeline({ startedAt, pauses, metAt }: Timeline, asOf: Date): TimelineFault[] {
  const faults: TimelineFault[] = [];
  const checkYear = (instant: Date | null, pointer: string): void => {
    const year = instant?.getUTCFullYear() ?? 2000;
    if (year < 1970 || year > 2199) faults.push({ pointer, message: messages.year });
  };
  checkYear(startedAt, '/startedAt');
  checkYear(asOf, '/asOf');
  checkYear(metAt, '/metAt');
  if (metAt && metAt < startedAt) faults.push({ pointer: '/metAt', message: messages.metBefore });
  pauses.forEach((pause, at) => {
    checkYear(pause.from, `/pauses/${at}/from`);
    checkYear(pause.to, `/pauses/${at}/to`);
    if (pause.to && pause.to <= pause.from) faults.push({ pointer: `/pauses/${at}`, message: messages.backwards });
    else if (pauses.slice(0, at).some((other) => meet(pause, other))) {
      faults.push({ pointer: `/pauses/${at}`, message: messages.overlap });
    }
  });
  return faults;
}

/** The form that is evaluated. */
export const inOrder = (pauses: readonly Pause[]): Pause[] =>
  [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime());

const meet = (a: Pause, b: Pause): boolean => (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
