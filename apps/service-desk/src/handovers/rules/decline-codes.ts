export const declineCodes = [
  'not_ours',
  'no_capacity',
  'information_missing',
  'conflict_of_interest',
  'other',
] as const;
/** Why an offer was declined, for the report. */
export type DeclineCode = (typeof declineCodes)[number];
