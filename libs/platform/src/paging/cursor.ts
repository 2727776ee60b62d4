import { BadRequest } from '../problem/problems.js';

const longestCursor = 1_000;

/** A place in a list as an opaque word: base64url of JSON. It is not secret and proves nothing: check it like any input. */
export function encodeCursor(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place that a cursor stands for, or undefined for the first page. `isPlace` tells whether the content is what this
 * list's cursors hold; anything else is a 400.
 */
export function decodeCursor<Place extends object>(
  cursor: string | undefined,
  isPlace: (value: Record<string, unknown>) => boolean,
): Place | undefined {
  if (cursor === undefined) return undefined;
  const value = cursor.length <= longestCursor ? parse(cursor) : undefined;
  if (!isRecord(value) || !isPlace(value)) {
    throw new BadRequest({
      zh: '分页游标无效，请使用上一页返回的 next',
      en: 'The cursor is not one that this list gave out.',
    });
  }
  return value as Place;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'), storable);
  } catch {
    return undefined;
  }
}

/** A number that an `integer` of PostgreSQL holds. */
export const isInt32 = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;

/** No list ever gave out a NUL: no database holds one in a text. */
function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.includes('\0')) throw new TypeError('a NUL');
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
