/** Parts of queries that speak of the department that answers for a case. `column` holds a case's id. */

/** Joins `owned`; `ownerColumn` then is the owner's department. */
export const joinOwner = (column: string): string => `LEFT JOIN fact_case owned ON owned.case_id = ${column}`;

/** The department that owns the case, `unknown` where there is no case; needs `joinOwner`. */
export const ownerColumn = `coalesce(owned.owner_department, 'unknown')`;
