import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Attributes } from '../customers/customer.shape.js';
import { isDate } from '../customers/rules/dates.js';
import type { Fault } from '../customers/rules/faults.js';
import type { AttributeSchema } from './rules/definition.js';
import type { Definition } from './rules/definitions.js';

/**
 * A registered definition with its compiled schema. Only what `definitionFaults` lets through comes here: no references,
 * so nothing is ever loaded, and no regular expressions.
 */
export function compileDefinition(industry: string, version: number, schema: AttributeSchema): Definition {
  const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { date: { type: 'string', validate: isDate } } });
  ajv.addVocabulary(['x-title-zh', 'x-title-en', 'x-searchable', 'x-personal']);
  const fits = ajv.compile({ type: 'object', properties: schema.properties });
  const judge = (values: Attributes) =>
    fits(values)
      ? []
      : (fits.errors ?? []).map((error) => ({ name: error.instancePath.slice(1), message: messageOf(error) }));
  return { industry, version, schema, judge };
}

/** Never repeats the value. */
function messageOf({ keyword, params }: ErrorObject): Fault['message'] {
  const limit = String(params['limit'] ?? params['type'] ?? '');
  const known = messages[keyword] ?? { zh: '不符合属性定义', en: 'does not fit its definition' };
  return { zh: known.zh.replace('{limit}', limit), en: known.en.replace('{limit}', limit) };
}

const messages: Record<string, Fault['message']> = {
  type: { zh: '类型须为 {limit}', en: 'must be of type {limit}' },
  enum: { zh: '不在允许的取值之内', en: 'must be one of the values that the definition lists' },
  format: { zh: '须为日历中的日期，YYYY-MM-DD', en: 'must be a day of the calendar, YYYY-MM-DD' },
  minimum: { zh: '不得小于 {limit}', en: 'must not be less than {limit}' },
  maximum: { zh: '不得大于 {limit}', en: 'must not be more than {limit}' },
  minLength: { zh: '至少 {limit} 个字符', en: 'must have at least {limit} characters' },
  maxLength: { zh: '最多 {limit} 个字符', en: 'must have at most {limit} characters' },
};
