/** The one survey there is. */
export const caseClosedSurvey = 'case_closed';

/** What somebody who holds the link may do with it. */
export type LinkState = 'open' | 'answered' | 'expired' | 'withdrawn';

/** What a link leads to. */
export interface SurveyLink {
  invitationId: string;
  /** As first seen. */
  customerId: string;
  /** The case that the customer is asked about. */
  caseId: string;
  state: LinkState;
  /** Until when it can be answered. */
  validUntil: Date;
}
