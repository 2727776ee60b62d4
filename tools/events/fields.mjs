// @ts-check
/**
 * A field of an event as a reader wants to see it.
 * @typedef {object} Field
 * @property {string} name with the groups it lies in: `lines[].quantity`
 * @property {string} type in words of JSON
 * @property {string} allowed what of that type is allowed; empty: everything
 * @property {boolean} required whether it is always there
 * @property {string} meaning
 */

/** @typedef {Record<string, any>} Schema */

/**
 * The fields of an object, those of its groups and list items below them.
 * @param {Schema} schema
 * @param {string} [path]
 * @returns {Field[]}
 */
export function fieldsOf(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([key, declared]) => {
    const name = path + key;
    const { inner, nullable } = withoutNull(declared);
    const field = {
      name,
      type: typeOf(inner) + (nullable ? ' or null' : ''),
      allowed: allowedOf(inner),
      required: (schema.required ?? []).includes(key),
      meaning: inner.description ?? '',
    };
    const inside = inner.type === 'array' ? fieldsOf(inner.items, `${name}[].`) : fieldsOf(inner, `${name}.`);
    return [field, ...inside];
  });
}

/** @param {Schema} schema */
function withoutNull(schema) {
  const choices = /** @type {Schema[] | undefined} */ (schema.anyOf);
  const inner = choices?.find(({ type }) => type !== 'null');
  return choices && inner ? { inner, nullable: choices.length > 1 } : { inner: schema, nullable: false };
}

/** @param {Schema} schema */
function typeOf({ type, items, patternProperties }) {
  if (type === 'array') return `list of ${items.type === 'object' ? 'objects' : `${items.type}s`}`;
  return patternProperties ? 'map of strings' : type;
}

/** @param {Schema} schema */
function allowedOf(schema) {
  const { type, format, enum: values, minLength, maxLength, minimum, maximum, maxItems, pattern } = schema;
  if (values) return values.map((/** @type {string} */ value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (format) return format === 'date-time' ? 'RFC 3339' : format.toUpperCase();
  if (pattern) return `\`${pattern}\``;
  if (maxLength !== undefined) return `${minLength ?? 0}–${maxLength} characters`;
  if (maxItems !== undefined) return `at most ${number(maxItems)}`;
  if (schema.patternProperties) return allowedOf(Object.values(schema.patternProperties)[0]);
  if (type === 'integer' && maximum !== undefined) return `${number(minimum)}–${number(maximum)}`;
  if (type === 'integer' && minimum !== undefined) return `from ${number(minimum)}`;
  return '';
}

/** @param {number} value */
const number = (value) => value.toLocaleString('en-US');
