import { decodeCursor } from '../paging/cursor.js';
import type { DeliveryQuery } from './deliveries.dto.js';

/** What both lists filter by, and where their page begins. */
export function filterOf({ type, from, to, error, cursor }: DeliveryQuery) {
  const after = decodeCursor<{ position: number }>(cursor, ({ position }) => Number.isSafeInteger(position));
  return {
    type,
    error,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    before: after?.position,
  };
}
