/** A time that a record was with a customer, and how it had come there. */
export interface Stay {
  customerId: string;
  reason: 'registered' | 'attached' | 'edited' | 'merged' | 'unmerged';
  /** The merge by which it came; null: otherwise. */
  mergeId: string | null;
}

/**
 * The way on which a record is where it is: the customer that it is of by itself, then each merge that took it further. What
 * was taken back is no part of it, nor is any merge that had followed what was taken back.
 * @param stays all of them, in their order
 */
export function pathOf(stays: readonly Stay[]): Stay[] {
  let path: Stay[] = [];
  for (const stay of stays) {
    const at = path.findLastIndex(({ customerId }) => customerId === stay.customerId);
    if (stay.reason === 'merged') path.push(stay);
    else if (stay.reason === 'unmerged' && at >= 0) path.splice(at + 1);
    else path = [stay];
  }
  return path;
}
