import type { FollowUp } from './follow-up.js';

/** What happens by itself to a follow-up that is not done. */
export type StepKind = 'remind' | 'overdue' | 'escalate';

export interface Step {
  kind: StepKind;
  at: Date;
}

type Progress = Pick<FollowUp, 'state' | 'dueAt' | 'remindAt' | 'remindedAt' | 'overdueAt' | 'escalatedAt'>;

/**
 * The next step: each reminder, then that it is overdue, then that somebody above is told. Reminders whose time is over
 * are one: who was not there to give them gives the last. Undefined: nothing happens any more.
 * @param now reminders up to here are one
 */
export function nextStep(followUp: Progress, escalateAfterHours: number, now: Date): Step | undefined {
  if (followUp.state !== 'open') return undefined;
  if (followUp.overdueAt) {
    if (followUp.escalatedAt) return undefined;
    return { kind: 'escalate', at: new Date(followUp.dueAt.getTime() + escalateAfterHours * hourMs) };
  }
  const { remindedAt, dueAt } = followUp;
  const reminders = followUp.remindAt.filter((at) => remindedAt === null || at > remindedAt);
  const past = reminders.filter((at) => at <= now);
  const reminder = past.at(-1) ?? reminders[0];
  // When it is due already, being reminded of it before is of no use.
  return reminder && now < dueAt ? { kind: 'remind', at: reminder } : { kind: 'overdue', at: dueAt };
}

/** The follow-up after a step. */
export function after(followUp: FollowUp, { kind, at }: Step): FollowUp {
  const next = { ...followUp, version: followUp.version + 1 };
  if (kind === 'remind') return { ...next, remindedAt: at };
  return kind === 'overdue' ? { ...next, overdueAt: at } : { ...next, escalatedAt: at };
}

const hourMs = 3_600_000;
