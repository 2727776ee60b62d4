import { describe, expect, it } from '@jest/globals';
import { definitionOf, type EventDefinition, eventDefinitions, topicNames } from '../src/index.js';
import type { Schema } from './additive.js';
import { envelopeSchema } from './envelope.schema.js';
import { faultsOf } from './validator.js';

const definitions: readonly EventDefinition[] = eventDefinitions;

/** The fields without a description. The data itself is said by the summary, a group that is a list's item by the list. */
function undescribed(schema: Schema, path = ''): string[] {
  const choices = (schema.anyOf ?? []).filter((choice) => choice.type !== 'null');
  if (choices.length > 0) return choices.flatMap((choice) => undescribed(choice, path));
  const inside = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => undescribed(field, `${path}.${name}`)),
    ...(schema.items ? undescribed(schema.items, `${path}[]`) : []),
  ];
  const isSaidAbove = schema.properties !== undefined && (path === '' || path.endsWith('[]'));
  return isSaidAbove || schema['description'] ? inside : [path, ...inside];
}

describe('the catalogue of events', () => {
  it.each(definitions.map((definition) => [definition.type, definition] as const))(
    'has an example of %s that is what envelope and schema say',
    (_, { example, data }) => {
      expect(faultsOf(envelopeSchema, example)).toEqual([]);
      expect(faultsOf(data, example.data)).toEqual([]);
    },
  );

  it.each(definitions.map((definition) => [definition.type, definition] as const))(
    'describes every field of %s, and says when it happens',
    (_, { data, summary }) => {
      expect(undescribed(data as unknown as Schema)).toEqual([]);
      expect(summary).toMatch(/\.$/);
    },
  );

  it('says what a type is for that nobody here reads, in one sentence', () => {
    const sentences = definitions.flatMap(({ forOutside }) => forOutside ?? []);
    expect(sentences.filter((sentence) => !/^For .+\.$/.test(sentence))).toEqual([]);
  });

  it('has each type once', () => {
    const types = definitions.map(({ type }) => type);
    expect(types.filter((type, at) => types.indexOf(type) !== at)).toEqual([]);
    for (const definition of definitions) expect(definitionOf(definition.type)).toBe(definition);
  });

  it('uses known topics only, each one by at least one type', () => {
    const used = new Set(definitions.flatMap((definition) => [...definition.topics]));
    expect([...used].sort()).toEqual([...topicNames].sort());
    expect(definitions.filter((definition) => new Set(definition.topics).size !== definition.topics.length)).toEqual(
      [],
    );
  });
});
