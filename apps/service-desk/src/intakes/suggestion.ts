/** Why a contact might belong to a case. */
export const suggestionReasons = [
  'same_customer',
  'same_kind',
  'same_order',
  'same_product',
  'similar_text',
  'answers_message',
  'names_case',
] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];

/** Another case that the contact might belong to. */
export interface Suggestion {
  caseId: string;
  /** 0 to 1. */
  score: number;
  reasons: SuggestionReason[];
}

/** Whether a contact opened a case or joined one; `suggested`: it opened one, and is likely about another. */
export const intakeDecisions = ['opened', 'attached', 'suggested'] as const;
export type IntakeDecision = (typeof intakeDecisions)[number];
