/**
 * open → analysed → action_planned → verifying → closed. The verification begins when the last planned action is done; where
 * it finds that cases recur, the problem is `analysed` again. A further action may be planned while it goes on: then it
 * begins anew once that is done.
 */
export const problemStates = ['open', 'analysed', 'action_planned', 'verifying', 'closed'] as const;
export type ProblemState = (typeof problemStates)[number];

/** What people can do with a problem. `close` counts only once the verification window is over. */
export const problemActions = ['analyse', 'plan_action', 'report_action', 'close'] as const;
export type ProblemAction = (typeof problemActions)[number];

const table: Record<ProblemState, readonly ProblemAction[]> = {
  open: ['analyse'],
  analysed: ['analyse', 'plan_action'],
  action_planned: ['analyse', 'plan_action', 'report_action'],
  verifying: ['analyse', 'plan_action', 'close'],
  closed: [],
};

export const allowedIn = (state: ProblemState): readonly ProblemAction[] => table[state];
