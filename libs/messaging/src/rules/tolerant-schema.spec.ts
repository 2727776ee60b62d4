import { describe, expect, it } from '@jest/globals';
import { tolerant } from './tolerant-schema.js';

describe('tolerant reading', () => {
  it('keeps which fields must be there and their types, and drops limits, enum values and closed objects', () => {
    const schema = {
      type: 'object',
      required: ['kind', 'lines'],
      additionalProperties: false,
      properties: {
        kind: { type: 'string', enum: ['person'], maxLength: 9 },
        score: { anyOf: [{ type: 'integer', minimum: 0, maximum: 10 }, { type: 'null' }] },
        lines: {
          type: 'array',
          maxItems: 3,
          items: {
            type: 'object',
            required: ['id'],
            additionalProperties: false,
            properties: { id: { type: 'string' } },
          },
        },
      },
    };
    expect(tolerant(schema)).toEqual({
      type: 'object',
      required: ['kind', 'lines'],
      properties: {
        kind: { type: 'string' },
        score: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
        lines: { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
      },
    });
  });

  it('does not take a field of the name of a keyword for the keyword', () => {
    const schema = { type: 'object', properties: { enum: { type: 'string' }, minimum: { type: 'integer' } } };
    expect(tolerant(schema)).toEqual(schema);
  });
});
