import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/**
 * Gives an example to every property whose values are a closed set or a time and whose author named none. Parameters
 * get none: the page would fill them in and so narrow the list that a reader asks for.
 */
export function addExamples(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) visit(schema as Schema);
  return document;
}

function visit(schema: Schema): void {
  for (const property of Object.values(schema.properties ?? {})) {
    if (property.example === undefined && property.examples === undefined) {
      const example = exampleOf(property);
      if (example !== undefined) property.example = example;
    }
    visit(property);
  }
  const { items, additionalProperties: more, allOf = [], anyOf = [], oneOf = [] } = schema;
  for (const part of [...allOf, ...anyOf, ...oneOf, ...(items ? [items] : [])]) visit(part);
  if (typeof more === 'object') visit(more);
}

function exampleOf({ default: usual, enum: values, format, type }: Schema): unknown {
  if (usual !== undefined) return usual;
  if (values) return values[0];
  if (format === 'date-time') return '2026-03-02T01:00:00.000Z';
  return type === 'boolean' ? false : undefined;
}
