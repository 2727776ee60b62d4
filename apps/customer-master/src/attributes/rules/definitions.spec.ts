import { describe, expect, it } from '@jest/globals';
import { compileDefinition } from '../compile-definition.js';
import { attributeFilter } from './attribute-filter.js';
import type { AttributeProperty } from './definition.js';
import { Definitions } from './definitions.js';

const define = (industry: string, properties: Record<string, AttributeProperty>) =>
  compileDefinition(industry, 1, { type: 'object', properties });
const definitions = new Definitions([
  define('common', {
    founded: { type: 'integer', minimum: 1800, maximum: 2100 },
    vip: { type: 'boolean', 'x-searchable': true },
  }),
  define('coal', {
    grade: { type: 'string', enum: ['A', 'B'], 'x-searchable': true },
    until: { type: 'string', format: 'date' },
    owner: { type: 'string', maxLength: 3, 'x-personal': true, 'x-searchable': true },
  }),
  define('steel', { grade: { type: 'integer', 'x-searchable': true } }),
]);
const wrong = (attributes: Record<string, string | number | boolean>, industry?: string) =>
  definitions.deviations(attributes, industry).map(({ name, industry: of }) => `${of} ${name}`);

describe('attributes', () => {
  it('are what the common definition and that of the industry say', () => {
    expect(wrong({ industry: 'coal', founded: 1999, grade: 'A', until: '2027-02-28', vip: true }, 'coal')).toEqual([]);
    expect(wrong({ founded: 1700, grade: 'C', until: '2027-02-29', owner: '四个字的' }, 'coal')).toEqual([
      'common founded',
      'coal grade',
      'coal until',
      'coal owner',
    ]);
    expect(wrong({ founded: '1999' })).toEqual(['common founded']);
  });

  it('that neither knows are unknown, also names of the prototype', () => {
    expect(wrong({ grade: 'A' })).toEqual(['common grade']);
    expect(wrong({ colour: 'red', constructor: 'x' } as never, 'coal')).toEqual(['coal colour', 'coal constructor']);
    expect(wrong({ grade: 'A' }, 'nowhere')).toEqual(['common grade']);
    expect(definitions.deviations({ colour: 'red' }, 'coal')[0]!.message.en).toMatch(/^unknown attribute/);
  });

  it('that are empty say nothing', () => expect(wrong({ grade: '', until: '' }, 'coal')).toEqual([]));

  it('are anything as long as there is no definition', () => {
    expect(new Definitions([]).deviations({ colour: 'red' }, 'coal')).toEqual([]);
  });

  it('of one name may be in several industries, but not beside the common one', () => {
    expect(definitions.rivalsOf('chemistry', 'grade')).toEqual([]);
    expect(definitions.rivalsOf('chemistry', 'founded')).toEqual(['common']);
    expect(definitions.rivalsOf('common', 'grade')).toEqual(['coal', 'steel']);
    expect(definitions.rivalsOf('common', 'founded')).toEqual([]);
  });
});

describe('a search by attribute', () => {
  it('means the value in every type that a definition gives the name', () => {
    expect(attributeFilter('grade:5', definitions, false)).toEqual({ name: 'grade', values: ['5', 5] });
    expect(attributeFilter('grade:A:B', definitions, false)).toEqual({ name: 'grade', values: ['A:B'] });
    expect(attributeFilter('vip:true', definitions, false)).toEqual({ name: 'vip', values: [true] });
  });

  it('is refused for what is not searchable, not of its type, or personal to somebody who may not see it', () => {
    expect(attributeFilter('founded:1999', definitions, true)).toBeUndefined();
    expect(attributeFilter('colour:red', definitions, true)).toBeUndefined();
    expect(attributeFilter('vip:maybe', definitions, true)).toBeUndefined();
    expect(attributeFilter('owner:张三', definitions, false)).toBeUndefined();
    expect(attributeFilter('owner:张三', definitions, true)).toEqual({ name: 'owner', values: ['张三'] });
  });
});
