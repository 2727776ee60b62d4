import type { GivenAnswer } from '../../responses/given-answer.js';

/** Whether a submit repeats what was answered; the language of the page is no part of the answer. */
export const isSameAnswer = (one: GivenAnswer, other: GivenAnswer): boolean =>
  one.nps === other.nps && one.csat === other.csat && one.comment === other.comment;
