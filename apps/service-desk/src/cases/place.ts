import { isUUID } from 'class-validator';

/** Where a list that is sorted by an instant, then by id, goes on. */
export interface Place {
  at: string;
  id: string;
}

/** Whether the content of a cursor is such a place: an instant as we write it, and a UUID. */
export const isPlace = (value: Record<string, unknown>): boolean =>
  isUUID(value.id) && typeof value.at === 'string' && /^[1-9]\d{3}-/.test(value.at) && isWrittenByUs(value.at);

const isWrittenByUs = (text: string): boolean => {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
};
