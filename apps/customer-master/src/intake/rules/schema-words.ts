import type { SchemaFault } from '@crm/messaging';
import type { FieldError, Titles } from '@crm/platform/problem';

/** What is wrong with the data of an event, in words for whoever writes the system that sends it. */
export function inWords({ pointer, keyword, params, message }: SchemaFault): FieldError {
  const words = sentences[keyword]?.(params) ?? { zh: `不符合契约（${message}）`, en: message };
  return { pointer: `/data${pointer}`, message: words };
}

type Params = SchemaFault['params'];

const sentences: Record<string, (params: Params) => Titles> = {
  required: ({ missingProperty: field }) => ({ zh: `缺少字段 ${field}`, en: `the field ${field} is missing` }),
  additionalProperties: ({ additionalProperty: field }) => ({
    zh: `不允许字段 ${field}`,
    en: `the field ${field} is not allowed`,
  }),
  type: ({ type }) => ({
    zh: `必须是${typeWords[String(type)]?.zh ?? type}`,
    en: `must be ${typeWords[String(type)]?.en ?? type}`,
  }),
  minimum: ({ limit }) => ({ zh: `不得小于 ${limit}`, en: `must be at least ${limit}` }),
  maximum: ({ limit }) => ({ zh: `不得大于 ${limit}`, en: `must be at most ${limit}` }),
  minLength: ({ limit }) => ({ zh: `不得少于 ${limit} 个字符`, en: `must have at least ${limit} characters` }),
  maxLength: ({ limit }) => ({ zh: `不得超过 ${limit} 个字符`, en: `must have at most ${limit} characters` }),
  maxItems: ({ limit }) => ({ zh: `不得超过 ${limit} 项`, en: `must have at most ${limit} items` }),
  format: ({ format }) =>
    format === 'date-time'
      ? { zh: '必须是带时区的 RFC 3339 时间，且该时间存在', en: 'must be an RFC 3339 time with an offset that exists' }
      : { zh: `必须符合格式 ${format}`, en: `must be of the format ${format}` },
  anyOf: () => ({ zh: '不是允许的任何一种形式', en: 'has none of the forms that are allowed' }),
  dataversion: ({ limit }) => ({
    zh: `不支持该 dataversion，当前为 ${limit}`,
    en: `is of an unknown dataversion, this is ${limit}`,
  }),
};

const typeWords: Record<string, Titles> = {
  string: { zh: '文本', en: 'a text' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '布尔值', en: 'true or false' },
  array: { zh: '数组', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  null: { zh: '空值', en: 'null' },
};
