/** The languages that a survey can be answered in. */
export const answerLanguages = ['zh', 'en'] as const;
export type AnswerLanguage = (typeof answerLanguages)[number];

/** What a customer answered; at least one of the two scores. */
export interface GivenAnswer {
  /** Would recommend, 0–10; null: not answered. */
  nps: number | null;
  /** Satisfaction, 1–5; null: not answered. */
  csat: number | null;
  /** Own words; null: none. */
  comment: string | null;
  /** Language of the questions that were answered. */
  language: AnswerLanguage;
}

/** The invitation that an answer belongs to; ids as first seen. */
export interface AnsweredInvitation {
  invitationId: string;
  customerId: string;
  caseId: string;
}
