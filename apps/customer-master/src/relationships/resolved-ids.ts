/**
 * Parts of statements that look ids up as they are today: rows keep the id they were written with, and which ids are one
 * customer may be another answer tomorrow. Within the statement, so that a walk sees one state of all merges.
 */

/** The one id that survives of an id. */
export const survivorOf = (id: string): string => `(
  WITH RECURSIVE chain AS (
    SELECT c.id, c.merged_into FROM customer c WHERE c.id = ${id}
    UNION ALL
    SELECT next.id, next.merged_into FROM chain JOIN customer next ON next.id = chain.merged_into)
  SELECT chain.id FROM chain WHERE chain.merged_into IS NULL)`;

/** A table with every id that is the survivor's today, in the column `id`. */
export const clusterOf = (survivor: string): string => `(
  WITH RECURSIVE cluster AS (
    SELECT ${survivor} AS id
    UNION ALL
    SELECT c.id FROM cluster JOIN customer c ON c.merged_into = cluster.id)
  SELECT cluster.id FROM cluster)`;

/** Whether a department owns the customer that an id stands for today. The chain is walked for merged ids only. */
export const ownedBy = (id: string, department: string): string => `EXISTS (
  SELECT FROM customer named WHERE named.id = ${id} AND ${department} = CASE WHEN named.merged_into IS NULL
    THEN named.owner_department
    ELSE (SELECT survivor.owner_department FROM customer survivor WHERE survivor.id = ${survivorOf(id)}) END)`;
