import { describe, expect, it } from '@jest/globals';
import { definitionFaults, definitionLimits } from './definition.js';

const of = (properties: object, more: object = {}) => definitionFaults({ type: 'object', properties, ...more }, 'coal');
const pointers = (properties: object, more: object = {}) => of(properties, more).map(({ pointer }) => pointer);

describe('a definition of attributes', () => {
  it('is a flat object of scalars with titles in two languages', () => {
    const properties = {
      region_grade: {
        type: 'string',
        enum: ['A', 'B'],
        'x-title-zh': '等级',
        'x-title-en': 'Grade',
        'x-searchable': true,
      },
      annualOutput: { type: 'integer', minimum: 0, maximum: 9_000 },
      moisture: { type: 'number', enum: [0.5, 1] },
      licenceUntil: { type: 'string', format: 'date', description: '许可证' },
      contact: { type: 'string', minLength: 1, maxLength: 40, 'x-personal': true },
      listed: { type: 'boolean', title: '上市' },
    };
    const more = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      title: '煤炭',
    };
    expect(of(properties, more)).toEqual([]);
  });

  it.each([
    ['a regular expression', { a: { type: 'string', pattern: '(a+)+$' } }, ['/properties/a/pattern']],
    ['a reference', { a: { $ref: 'https://example.com/s.json' } }, ['/properties/a/type']],
    ['a reference beside a type', { a: { type: 'string', $ref: '#' } }, ['/properties/a/$ref']],
    ['something nested', { a: { type: 'object', properties: {} } }, ['/properties/a/type']],
    ['several types', { a: { type: ['string', 'null'] } }, ['/properties/a/type']],
    ['a type of the prototype', { a: { type: 'constructor' } }, ['/properties/a/type']],
    ['another format', { a: { type: 'string', format: 'email' } }, ['/properties/a/format']],
    ['a length of a number', { a: { type: 'number', maxLength: 3 } }, ['/properties/a/maxLength']],
    ['values of another type', { a: { type: 'integer', enum: [1, 1.5] } }, ['/properties/a/enum']],
    ['a value twice', { a: { type: 'string', enum: ['A', 'A'] } }, ['/properties/a/enum']],
    ['a range that nothing fits', { a: { type: 'integer', minimum: 5, maximum: 4 } }, ['/properties/a/maximum']],
    ['a text without end', { a: { type: 'string', maxLength: 501 } }, ['/properties/a/maxLength']],
    ['a word for yes', { a: { type: 'string', 'x-searchable': 'yes' } }, ['/properties/a/x-searchable']],
    ['no name', { 'A/b': { type: 'string' } }, ['/properties/A~1b']],
    ['the industry itself', { industry: { type: 'string' } }, ['/properties/industry']],
    ['no schema', { a: true }, ['/properties/a']],
  ])('has not %s', (_, properties, expected) => expect(pointers(properties)).toEqual(expected));

  it('requires nothing, since each system knows a part, and lets nothing else through', () => {
    expect(pointers({}, { required: ['a'] })).toEqual(['/required']);
    expect(pointers({}, { additionalProperties: true })).toEqual(['/additionalProperties']);
    expect(pointers({}, { $schema: 'http://json-schema.org/draft-07/schema#' })).toEqual(['/$schema']);
    expect(definitionFaults([], 'coal')).toHaveLength(1);
    expect(definitionFaults({ properties: {} }, 'coal').map(({ pointer }) => pointer)).toEqual(['/type']);
    expect(definitionFaults({ type: 'object' }, 'coal').map(({ pointer }) => pointer)).toEqual(['/properties']);
  });

  it('has an end', () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`a${at}`, { type: 'string' }]));
    expect(pointers(many)).toEqual(['/properties']);
    expect(pointers({ a: { type: 'string', description: 'x'.repeat(definitionLimits.bytes) } })).toEqual(['']);
  });

  it('may say what industries there are, where it is the common one', () => {
    const schema = { type: 'object', properties: { industry: { type: 'string', enum: ['coal'] } } };
    expect(definitionFaults(schema, 'common')).toEqual([]);
  });
});
