/** Parts of queries that speak of customers as they are known today. `column` holds an id as first seen. */

/** Joins `alias`; `survivorColumn` then is the customer's id of today. */
export const joinSurvivor = (column: string): string =>
  `LEFT JOIN customer_alias alias ON alias.customer_id = ${column}`;

/** The customer's id of today; needs `joinSurvivor`. */
export const survivorColumn = (column: string): string => `coalesce(alias.survivor_id, ${column})`;

/** Joins `current`; `levelColumn` then is the customer's level. */
export const joinLevel = (column: string): string =>
  `LEFT JOIN current_level current ON current.customer_id = ${column}`;

/** The customer's level, `unscored` for one that never bought; needs `joinLevel`. */
export const levelColumn = `coalesce(current.level, 'unscored')`;
