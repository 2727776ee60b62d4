import { describe, expect, it } from '@jest/globals';
import { Type } from '@sinclair/typebox';
import { flag, instant, integer, list, nullable, oneOf, optional, record, text, textMap } from '../src/schema.js';
import { breaksOf, type Schema } from './additive.js';

const fields = {
  name: text('A name.', 100),
  level: oneOf(['gold', 'silver'], 'A level.'),
  points: integer('Points.', { minimum: 0, maximum: 1000 }),
  until: nullable(instant('An end.')),
  note: optional(text('A note.')),
  lines: list(record({ quantity: integer('Pieces.') }), 'Lines.', 10),
  parameters: textMap('Parameters.'),
};
const released = record(fields);
const after = (change: Partial<Record<keyof typeof fields | 'added', Schema>>) =>
  breaksOf(released as unknown as Schema, record({ ...fields, ...change } as typeof fields) as unknown as Schema);
const without = (field: keyof typeof fields) => {
  const { [field]: _, ...rest } = fields;
  return breaksOf(released as unknown as Schema, record(rest) as unknown as Schema);
};

describe('a change of a released schema', () => {
  it.each<[string, string[]]>([
    ['nothing changed', after({})],
    ['a new optional field', after({ added: optional(text('More.')) })],
    ['a new enum value', after({ level: oneOf(['gold', 'silver', 'basic'], 'A level.') })],
    ['another order of the enum values', after({ level: oneOf(['silver', 'gold'], 'A level.') })],
    ['a longer text', after({ name: text('A name.', 200) })],
    ['a wider range', after({ points: integer('Points.', { minimum: -10, maximum: 2000 }) })],
    ['a dropped limit', after({ points: integer('Points.') })],
    ['a longer list', after({ lines: list(record({ quantity: integer('Pieces.') }), 'Lines.', 20) })],
    ['other words', after({ name: text('The name.', 100), until: nullable(instant('The end.')) })],
  ])('is harmless: %s', (_, breaks) => {
    expect(breaks).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['data.added is now required', after({ added: text('More.') })],
    ['data.name was removed', without('name')],
    ['data.note was removed', without('note')],
    ['data.note is now required', after({ note: text('A note.') })],
    ['data.name may now be missing', after({ name: optional(text('A name.', 100)) })],
    ['data.level: the value "silver" was removed', after({ level: oneOf(['gold'], 'A level.') })],
    ['data.name: only certain values are allowed now', after({ name: Type.Unsafe({ ...fields.name, enum: ['a'] }) })],
    ['data.name: maxLength was 100 and is now 50', after({ name: text('A name.', 50) })],
    [
      'data.points: maxLength was not there and is now 3',
      after({ points: Type.Unsafe({ ...fields.points, maxLength: 3 }) }),
    ],
    ['data.points: minimum was 0 and is now 1', after({ points: integer('Points.', { minimum: 1, maximum: 1000 }) })],
    [
      'data.points: maximum was 1000 and is now 999',
      after({ points: integer('Points.', { minimum: 0, maximum: 999 }) }),
    ],
    [
      'data.points: type was "integer" and is now "number"',
      after({ points: Type.Unsafe({ ...fields.points, type: 'number' }) }),
    ],
    ['data.until may no longer be null', after({ until: instant('An end.') })],
    ['data.name may now be null', after({ name: nullable(fields.name) })],
    [
      'data.until: format was "date-time" and is now "date"',
      after({ until: nullable(Type.String({ format: 'date' })) }),
    ],
    [
      'data.name: pattern was not there and is now "^a"',
      after({ name: Type.Unsafe({ ...fields.name, pattern: '^a' }) }),
    ],
    [
      'data.lines: maxItems was 10 and is now 5',
      after({ lines: list(record({ quantity: integer('Pieces.') }), 'Lines.', 5) }),
    ],
    [
      'data.lines[].quantity: type was "integer" and is now "boolean"',
      after({ lines: list(record({ quantity: flag('Any.') }), 'Lines.', 10) }),
    ],
    [
      'data.lines[].price is now required',
      after({ lines: list(record({ quantity: integer('Pieces.'), price: integer('Price.') }), 'Lines.', 10) }),
    ],
  ])('is breaking: %s', (sentence, breaks) => {
    expect(breaks).toEqual([sentence]);
  });

  it('is breaking when it lies in a keyword that nobody thought of', () => {
    expect(after({ lines: Type.Unsafe({ ...fields.lines, uniqueItems: true }) })).toEqual([
      'data.lines: uniqueItems was not there and is now true',
    ]);
  });

  it('is breaking when a choice between several shapes changes', () => {
    const choice = (...types: string[]) => record({ either: Type.Unsafe({ anyOf: types.map((type) => ({ type })) }) });
    const compare = (one: object, other: object) => breaksOf(one as Schema, other as Schema);
    expect(compare(choice('string', 'number'), choice('string', 'number'))).toEqual([]);
    expect(compare(choice('string', 'number'), choice('string'))).toHaveLength(1);
    expect(compare(choice('string', 'number'), choice('string', 'number', 'boolean'))).toHaveLength(1);
  });
});
