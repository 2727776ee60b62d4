import { decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { validate as isUuid } from 'uuid';

/** Ids are UUIDv7, so their descending order is newest first; a cursor is the last id of the page before. */
interface Place {
  id: string;
}

/** The id behind which the page begins; null for the first page. */
export const beforeOf = (cursor: string | undefined): string | null =>
  decodeCursor<Place>(cursor, ({ id }) => typeof id === 'string' && isUuid(id))?.id ?? null;

/** A page of rows that were read with `LIMIT limit + 1`. */
export const newestFirst = <Row extends { id: string }>(rows: readonly Row[], limit: number): Page<Row> =>
  toPage(rows, limit, ({ id }) => ({ id }));
