import type { Scalar } from './definition.js';
import type { Definitions } from './definitions.js';

/** One attribute by which customers are listed. Where definitions give it different types, any of the values is meant. */
export interface AttributeFilter {
  name: string;
  values: Scalar[];
}

/** The filter that `name:value` stands for; undefined when nobody, or not this user, may search by it. */
export function attributeFilter(
  text: string,
  definitions: Definitions,
  seesPersonal: boolean,
): AttributeFilter | undefined {
  const colon = text.indexOf(':');
  const [name, value] = [text.slice(0, colon), text.slice(colon + 1)];
  if (!seesPersonal && definitions.personal.has(name)) return undefined;
  const values = definitions.searchable(name).flatMap(({ type }) => readAs(type, value) ?? []);
  return values.length > 0 ? { name, values: [...new Set(values)] } : undefined;
}

function readAs(type: string, text: string): Scalar | undefined {
  if (type === 'string') return text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (!/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return undefined;
  const number = Number(text);
  return type === 'integer' && !Number.isInteger(number) ? undefined : number;
}
