import type { OpenApiDocument, Operation } from './openapi-documents.js';
import { exampleOf } from './openapi-examples.js';

/** A body of a JSON request that the document shows. */
export interface ShownBody {
  body: unknown;
  /** Examples of the properties that it does without. */
  more: object;
}

/** The examples of a JSON body, else one with every property. */
export function shownBodies(operation: Operation, document: OpenApiDocument): ShownBody[] {
  const json = Object.entries(operation.requestBody?.content ?? {}).find(([type]) =>
    /^application\/.*json$/.test(type),
  );
  if (!json) return [];
  const { example, examples, schema } = json[1];
  const whole = example ?? exampleOf(schema ?? {}, document);
  const named = Object.values(examples ?? {}).map(({ value }) => value);
  return (named.length > 0 ? named : [whole]).map((body) => ({ body, more: without(whole as object, body as object) }));
}

const without = (whole: object, part: object): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !(name in part)));

/** What a careless client puts where something else belongs. */
const oddValues: readonly unknown[] = [[], {}, [null], 'x'.repeat(5_000), '\u0000', -1];

/** Every field is null once; of the others two, in turns, since all of them for all fields would take minutes. */
const oddValuesAt = (position: number): unknown[] => [
  null,
  oddValues[position % oddValues.length],
  oddValues[(position + 3) % oddValues.length],
];

/** The 60th second fits the pattern of RFC 3339, and is no moment to JavaScript. */
const oddInstants: readonly unknown[] = ['2016-12-31T23:59:60Z', '2999-12-31T23:59:59Z'];
const looksLikeInstant = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

/** A body as it should not be. */
export interface OddBody {
  /** Which field holds what, for the reader of a failure. */
  what: string;
  body: unknown;
}

/** The body with odd values in the place of each field that it has or could have, at any depth, and of the whole. */
export function oddBodiesOf({ body, more }: ShownBody): OddBody[] {
  const added = Object.entries(more).flatMap(([name, value]) =>
    withOddValues({ ...(body as object), [name]: value as unknown }, pointersInto(value, [name])),
  );
  return [...withOddValues(body, pointersInto(body)), ...added];
}

const withOddValues = (body: unknown, pointers: readonly (readonly string[])[]): OddBody[] =>
  pointers.flatMap((pointer, position) =>
    [...oddValuesAt(position), ...(looksLikeInstant(valueAt(body, pointer)) ? oddInstants : [])].map((value) => ({
      what: `/${pointer.join('/')} = ${JSON.stringify(value).slice(0, 24)}`,
      body: withValueAt(body, pointer, value),
    })),
  );

const valueAt = (body: unknown, pointer: readonly string[]): unknown =>
  pointer.reduce((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], body);

/** The empty pointer names the whole. Of a list the first entry stands for the others. */
function pointersInto(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return [at, ...entries.flatMap(([name, part]) => pointersInto(part, [...at, name]))];
}

function withValueAt(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...(body as object) }) as Record<string, unknown>;
  copy[name] = withValueAt(copy[name], rest, value);
  return copy;
}
