/** The part of JSON Schema that our contracts use. */
export interface Schema {
  [keyword: string]: unknown;
  type?: string;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
}

const annotations = new Set(['description', 'title', 'examples', 'default', '$id', '$comment']);
const upperLimits = new Set(['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties']);
const lowerLimits = new Set(['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties']);

/**
 * What in `next` would break somebody who relies on `released`: an old event that no longer fits (new required field,
 * narrower limit, removed field or enum value), or an old reader who meets what it was promised not to meet (a field
 * that may now be missing, null or of another type). An empty list: the change is additive.
 * A keyword that this function does not know counts as breaking when it changes.
 * @returns one sentence per break, beginning with the field's path
 */
export function breaksOf(released: Schema, next: Schema, path = 'data'): string[] {
  const [before, after] = [withoutNull(released), withoutNull(next)];
  const breaks: string[] = [];
  if (before.nullable !== after.nullable)
    breaks.push(`${path} ${after.nullable ? 'may now' : 'may no longer'} be null`);

  const keywords = new Set([...Object.keys(before.schema), ...Object.keys(after.schema)]);
  for (const keyword of keywords) {
    if (!annotations.has(keyword)) breaks.push(...breaksOfKeyword(keyword, before.schema, after.schema, path));
  }
  return breaks;
}

function breaksOfKeyword(keyword: string, released: Schema, next: Schema, path: string): string[] {
  const [before, after] = [released[keyword], next[keyword]];
  if (upperLimits.has(keyword)) return limit(before, after, (old, now) => now < old, `${path}: ${keyword}`);
  if (lowerLimits.has(keyword)) return limit(before, after, (old, now) => now > old, `${path}: ${keyword}`);
  switch (keyword) {
    case 'properties':
    case 'patternProperties':
      return breaksOfFields(released[keyword] ?? {}, next[keyword] ?? {}, path);
    case 'required':
      return breaksOfRequired(released.required ?? [], next, path);
    case 'enum':
      return breaksOfEnum(released.enum, next.enum, path);
    case 'items':
      if (released.items && next.items) return breaksOf(released.items, next.items, `${path}[]`);
      return [`${path}: items were ${released.items ? 'removed' : 'added'}`];
    default:
      return same(before, after) ? [] : [`${path}: ${keyword} was ${show(before)} and is now ${show(after)}`];
  }
}

function breaksOfFields(before: Record<string, Schema>, after: Record<string, Schema>, path: string): string[] {
  return Object.entries(before).flatMap(([name, field]) => {
    const now = after[name];
    return now ? breaksOf(field, now, `${path}.${name}`) : [`${path}.${name} was removed`];
  });
}

function breaksOfRequired(before: string[], { required = [], properties = {} }: Schema, path: string): string[] {
  return [
    ...required.filter((name) => !before.includes(name)).map((name) => `${path}.${name} is now required`),
    // A field that is gone altogether is told by breaksOfFields.
    ...before
      .filter((name) => !required.includes(name) && name in properties)
      .map((name) => `${path}.${name} may now be missing`),
  ];
}

function breaksOfEnum(before: unknown[] | undefined, after: unknown[] | undefined, path: string): string[] {
  if (!after) return [];
  if (!before) return [`${path}: only certain values are allowed now`];
  return before
    .filter((value) => !after.includes(value))
    .map((value) => `${path}: the value ${show(value)} was removed`);
}

function limit(
  before: unknown,
  after: unknown,
  narrower: (old: number, now: number) => boolean,
  what: string,
): string[] {
  if (after === undefined || (before !== undefined && !narrower(Number(before), Number(after)))) return [];
  return [`${what} was ${show(before)} and is now ${show(after)}`];
}

/** `nullable(x)` is a choice between x and null; looked at as x it can be compared. */
function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  const choices = schema.anyOf ?? [];
  const others = choices.filter((choice) => choice.type !== 'null');
  const [only] = others;
  if (others.length !== 1 || others.length === choices.length || !only) return { schema, nullable: false };
  const { anyOf: _, ...rest } = schema;
  return { schema: { ...only, ...rest }, nullable: true };
}

const show = (value: unknown) => (value === undefined ? 'not there' : JSON.stringify(value));

const same = (one: unknown, other: unknown) => canonical(one) === canonical(other);

/** JSON with its keys sorted and without annotations, so that a reworded description is no difference. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(([keyword]) => !annotations.has(keyword));
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
