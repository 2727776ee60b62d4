/** By what a key figure can be broken down. */
export const breakdowns = ['month', 'level', 'department', 'category'] as const;

/** By what a key figure can be broken down. */
export type Breakdown = (typeof breakdowns)[number];

/** What is asked of a key figure. */
export interface Question {
  /** First business day, `YYYY-MM-DD`. */
  from: string;
  /** Last business day, `YYYY-MM-DD`. */
  to: string;
  /** Null: one figure for everything. */
  by: Breakdown | null;
  /** The moment of the question, up to which open things have lasted. */
  now: Date;
}

/** One figure of an answer: of a month, a level …, or of everything (`key` is empty). */
export interface Cell {
  key: string;
  /** In the unit of the key figure; null where there is nothing to compute it from. */
  value: number | null;
  /** How many things it is computed from. */
  n: number;
  /** Those of them that have not ended yet and count as lasting at least until now; null where nothing can be open. */
  open: number | null;
  /** Things that belong here but cannot be counted, such as orders in another currency. */
  leftOut: number;
}

/** A cell. */
export const cell = (key: string, value: number | null, n: number, more: Partial<Cell> = {}): Cell => ({
  key,
  value,
  n,
  open: null,
  leftOut: 0,
  ...more,
});

/** A share; null of nothing. */
export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
