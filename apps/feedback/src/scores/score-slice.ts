import { currentCustomer, withinDepartment } from '../customers/current-customer.sql.js';

/** How figures are split: not at all, by calendar month, or by the customer's value level of today. */
export const slicings = ['none', 'month', 'level'] as const;
export type Slicing = (typeof slicings)[number];

/** Which answers and invitations a figure is made of. */
export interface ScoreSlice {
  by: Slicing;
  /** From this moment on; null: from the first. */
  from: Date | null;
  /** Before this moment; null: up to the last. */
  to: Date | null;
  /** Only customers whose owner is of this department today; null: all. */
  department: string | null;
  /** Months begin at midnight of this IANA zone. */
  timeZone: string;
}

/**
 * SQL that limits a count to the slice's customers. Who a customer is today is looked up row by row, so it is only
 * asked where the slice needs it. `parameter` is the placeholder of the slice's department.
 */
export function customerOfSlice(
  slice: ScoreSlice,
  column: string,
  parameter: string,
): { join: string; predicate: string } {
  if (slice.by !== 'level' && slice.department === null) return { join: '', predicate: `${parameter}::text IS NULL` };
  return { join: currentCustomer(column), predicate: withinDepartment(parameter) };
}
