import type { CaseState, SlaMetric } from '@crm/contracts';

/** How far a case is in its present cycle. */
export interface Stage {
  state: CaseState;
  cycleBeganAt: Date;
  /** The last answer of the cycle; null: none yet. */
  answeredAt: Date | null;
  resolvedAt: Date | null;
  /** Nobody has called the customer back yet, and somebody is to. */
  isCallOwed: boolean;
  /** Since when an offer of it, or its adjudication, waits for somebody; null: nothing does. */
  offeredAt: Date | null;
}

const unseen: readonly CaseState[] = ['received', 'reopened'];
const handled: readonly CaseState[] = [
  ...unseen,
  'acknowledged',
  'in_progress',
  'waiting_customer',
  'waiting_third_party',
];

/** What is owed to a case now besides its resolution, each since when: what clocks measure, whether or not there are any. */
export function owedNow(stage: Stage): { metric: SlaMetric; since: Date }[] {
  const { state, cycleBeganAt, answeredAt, resolvedAt, isCallOwed, offeredAt } = stage;
  const isHandled = handled.includes(state);
  const owed: [SlaMetric, Date | null][] = [
    ['acknowledge', unseen.includes(state) ? cycleBeganAt : null],
    ['first_response', isHandled && answeredAt === null ? cycleBeganAt : null],
    ['next_update', isHandled ? answeredAt : null],
    ['callback', state === 'callback_pending' && isCallOwed ? resolvedAt : null],
    ['handover', isHandled ? offeredAt : null],
  ];
  return owed.flatMap(([metric, since]) => (since ? [{ metric, since }] : []));
}
