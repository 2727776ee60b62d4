import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { addExamples } from './examples.js';

const propertiesOf = (properties: object): Record<string, { example?: unknown }> => {
  const document = { components: { schemas: { Thing: { type: 'object', properties } } } } as unknown as OpenAPIObject;
  const { Thing } = addExamples(document).components!.schemas as unknown as Record<string, { properties: object }>;
  return Thing!.properties as Record<string, { example?: unknown }>;
};

describe('an example', () => {
  it('is given to a closed set, a time and a boolean without one', () => {
    const filled = propertiesOf({
      usual: { type: 'integer', default: 20 },
      set: { type: 'string', enum: ['open', 'closed'] },
      time: { type: ['string', 'null'], format: 'date-time' },
      flag: { type: 'boolean' },
      list: { type: 'array', items: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } },
    });
    expect(filled).toMatchObject({
      usual: { example: 20 },
      set: { example: 'open' },
      time: { example: '2026-03-02T01:00:00.000Z' },
      flag: { example: false },
      list: { items: { properties: { at: { example: '2026-03-02T01:00:00.000Z' } } } },
    });
  });

  it('that the author gave stays, also null, and nothing is invented for a text', () => {
    const { reason, name } = propertiesOf({
      reason: { type: 'string', enum: ['fraud'], example: null },
      name: { type: 'string' },
    });
    expect(reason!.example).toBeNull();
    expect(name).not.toHaveProperty('example');
  });
});
