type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * What a consumer holds a producer to: the fields that must be there and their types. Limits, enum values and closed
 * objects are the producer's business, so that the producer can add to them without asking its readers.
 */
export function tolerant(schema: object): object {
  return relax(schema as { [key: string]: Json }) as object;
}

const producersBusiness = new Set([
  'additionalProperties',
  'enum',
  'maxItems',
  'maxLength',
  'minLength',
  'maximum',
  'minimum',
  'pattern',
  'patternProperties',
]);

function relax(schema: { [key: string]: Json }): Json {
  const relaxed: { [key: string]: Json } = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (producersBusiness.has(keyword)) continue;
    if (keyword === 'properties') {
      const fields = Object.entries(value as { [key: string]: { [key: string]: Json } });
      relaxed[keyword] = Object.fromEntries(fields.map(([name, field]) => [name, relax(field)]));
    } else if (keyword === 'items') {
      relaxed[keyword] = relax(value as { [key: string]: Json });
    } else if (keyword === 'anyOf') {
      relaxed[keyword] = (value as { [key: string]: Json }[]).map(relax);
    } else {
      relaxed[keyword] = value;
    }
  }
  return relaxed;
}
