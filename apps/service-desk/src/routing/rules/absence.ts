/** Whether somebody is absent at a moment: the first moment of the absence counts, the first moment back does not. */
export const isAbsent = (
  { absentFrom, absentTo }: { absentFrom: Date | null; absentTo: Date | null },
  at: Date,
): boolean => absentFrom !== null && absentFrom <= at && (absentTo === null || absentTo > at);
