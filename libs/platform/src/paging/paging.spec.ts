import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, toPage } from './index.js';

const isPlace = (value: Record<string, unknown>): boolean =>
  typeof value['name'] === 'string' && typeof value['id'] === 'string';

describe('a cursor', () => {
  it('comes back as the place it stands for', () => {
    const place = { name: '山西煤业', id: 'a' };
    expect(decodeCursor(encodeCursor(place), isPlace)).toEqual(place);
    expect(encodeCursor(place)).toMatch(/^[\w-]+$/);
    expect(decodeCursor(undefined, isPlace)).toBeUndefined();
  });

  it.each([
    'x',
    '!!!',
    '',
    Buffer.from('null').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"name":1,"id":"a"}').toString('base64url'),
    Buffer.from('{"name":"\\u0000","id":"a"}').toString('base64url'),
    'A'.repeat(1001),
  ])('that this list did not give out is refused: %p', (cursor) => {
    expect(() => decodeCursor(cursor, isPlace)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe('a page', () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
  it('goes on behind its last row while there is a row too many', () => {
    const page = toPage(rows, 2, ({ id }) => ({ id }));
    expect(page).toEqual({ items: [{ id: 1 }, { id: 2 }], next: encodeCursor({ id: 2 }) });
  });
  it('ends where the rows end', () => {
    expect(toPage(rows, 3, ({ id }) => ({ id })).next).toBeNull();
    expect(toPage([], 3, () => ({}))).toEqual({ items: [], next: null });
  });
});
