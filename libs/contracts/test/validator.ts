import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

// Strict in what a schema may say as well: a misspelt keyword would otherwise check nothing.
const ajv = new Ajv2020({ allErrors: true, strict: true });
addFormats.default(ajv);

/** Where and why the value does not fit the schema; an empty list: it fits. */
export function faultsOf(schema: object, value: unknown): string[] {
  const validate = ajv.compile(schema);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
