import { type OpenApiDocument, type Operation, operationsOf, routeOf, type Schema } from './openapi-documents.js';

/** What somebody who tries a route on the page would have to look up elsewhere; one sentence for each gap. */
export const gapsOf = (document: OpenApiDocument): string[] => [
  ...operationsOf(document).flatMap((operation) => [...parameterGaps(operation), ...answerGaps(operation)]),
  ...propertyGaps(document),
];

/** An id that nobody can guess needs an example; the page fills it in, so what may be left out has none. */
function parameterGaps(operation: Operation): string[] {
  return (operation.parameters ?? []).flatMap((parameter) => {
    const { name, in: place, description, example, schema } = parameter;
    const hasExample = example !== undefined || schema?.example !== undefined;
    return [
      ...(description ? [] : [`${routeOf(operation)} does not say what ${name} is`]),
      ...(place !== 'path' || hasExample ? [] : [`${routeOf(operation)} has no example of ${name}`]),
    ];
  });
}

const answerGaps = (operation: Operation): string[] =>
  Object.entries(operation.responses)
    .filter(([, { description }]) => !description)
    .map(([status]) => `${routeOf(operation)} does not say what its ${status} is`);

function propertyGaps(document: OpenApiDocument): string[] {
  const named = Object.entries(document.components.schemas).flatMap(([name, schema]) => gapsIn(schema, name));
  const inline = operationsOf(document).flatMap((operation) =>
    [operation.requestBody, ...Object.values(operation.responses)]
      .flatMap((part) => Object.entries(part?.content ?? {}))
      .flatMap(([type, { schema }]) => (schema ? gapsIn(schema, `${routeOf(operation)} (${type})`) : [])),
  );
  return [...named, ...inline];
}

/** Properties without a description or an example, at any depth. */
function gapsIn(schema: Schema, where: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    // Beside a $ref nothing is kept but what it leads to.
    ...(property.description || property.$ref ? [] : [`${where}.${name} is not described`]),
    ...(hasExample(property) ? [] : [`${where}.${name} has no example`]),
    ...gapsIn(property, `${where}.${name}`),
  ]);
  return [...own, ...partsOf(schema).flatMap((part) => gapsIn(part, where))];
}

/** Its own, or those of the properties that it is made of. */
const hasExample = (schema: Schema): boolean =>
  schema.$ref !== undefined ||
  schema.example !== undefined ||
  schema.examples !== undefined ||
  schema.properties !== undefined ||
  partsOf(schema).some(hasExample);

const partsOf = ({ items, additionalProperties: more, allOf = [], anyOf = [], oneOf = [] }: Schema): Schema[] => [
  ...(items ? [items] : []),
  ...(typeof more === 'object' ? [more] : []),
  ...allOf,
  ...anyOf,
  ...oneOf,
];
