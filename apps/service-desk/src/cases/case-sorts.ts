/** Orders of a list of cases: the most urgent first, or the newest first. */
export const caseSorts = ['dueAt', '-openedAt'] as const;
export type CaseSort = (typeof caseSorts)[number];
