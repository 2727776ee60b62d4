/** With so many bounces in a cycle it is decided who answers for a case; nobody is asked any more. */
export const mostBounces = 2;

/** What becomes of an offer. */
export interface Bounced {
  /** Which bounce of the case in the cycle it is; null: none. */
  bounce: number | null;
  /** Whether it is decided instead of asked. */
  isDecided: boolean;
}

/** A new offer bounces a case when it goes back to who gave it away before. */
export function offerBounces(before: number, isReturn: boolean): Bounced {
  if (!isReturn) return { bounce: null, isDecided: false };
  return { bounce: before + 1, isDecided: before + 1 >= mostBounces };
}

/** A declined offer bounces a case; one that bounced it when it was made does so once. */
export function declineBounces(before: number, own: number | null): { bounce: number; isDecided: boolean } {
  const bounce = own ?? before + 1;
  return { bounce, isDecided: bounce >= mostBounces };
}
