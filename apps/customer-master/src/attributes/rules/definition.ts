import type { Fault } from '../../customers/rules/faults.js';
import { attributeLimits, isAttributeName } from '../../customers/rules/attributes.js';

/** Attributes that customers of every industry may have. */
export const commonIndustry = 'common';

/** The attribute by which a customer's definition is found; it needs none itself. */
export const industryAttribute = 'industry';

/** A definition: letters or digits, so that the value of the attribute `industry` is the key itself, in Chinese too. */
export const industryPattern = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;

export type Scalar = string | number | boolean;

/** One attribute, in the part of JSON Schema 2020-12 that a definition may use. */
export interface AttributeProperty {
  type: 'string' | 'number' | 'integer' | 'boolean';
  enum?: Scalar[];
  format?: 'date';
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  title?: string;
  description?: string;
  'x-title-zh'?: string;
  'x-title-en'?: string;
  /** Customers may be listed by it. */
  'x-searchable'?: boolean;
  /** Sealed in the database, and masked without `customer:pii:read`. */
  'x-personal'?: boolean;
}

/** A flat object of scalars. Nothing is required: each system knows a part. */
export interface AttributeSchema {
  type: 'object';
  properties: Record<string, AttributeProperty>;
  additionalProperties?: false;
  $schema?: string;
  title?: string;
  description?: string;
  'x-title-zh'?: string;
  'x-title-en'?: string;
}

export const definitionLimits = { bytes: 65_536, entries: 200, textLength: 500 };

const dialect = 'https://json-schema.org/draft/2020-12/schema';

type Message = Fault['message'];
type Check = (value: unknown) => Message | undefined;

const say = (zh: string, en: string): Message => ({ zh, en });
const must =
  (isRight: (value: unknown) => boolean, message: Message): Check =>
  (value) =>
    isRight(value) ? undefined : message;

const text = must(
  (value) => typeof value === 'string' && value.length <= definitionLimits.textLength,
  say(
    `须为不超过 ${definitionLimits.textLength} 个字符的文本`,
    `must be a text of at most ${definitionLimits.textLength} characters`,
  ),
);
const flag = must((value) => typeof value === 'boolean', say('须为布尔值', 'must be a boolean'));
const finite = must((value) => Number.isFinite(value), say('须为数字', 'must be a number'));
const length = must(
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= attributeLimits.textLength,
  say(`须为 0 至 ${attributeLimits.textLength} 的整数`, `must be an integer from 0 to ${attributeLimits.textLength}`),
);
const only = (...allowed: unknown[]): Check =>
  must(
    (value) => allowed.includes(value),
    say(`只允许：${allowed.join('、')}`, `must be one of: ${allowed.join(', ')}`),
  );

/** What may be said of every attribute. Nothing else: no `pattern`, since a regular expression of a user can hang us. */
const ofAny: Record<string, Check> = {
  type: only('string', 'number', 'integer', 'boolean'),
  title: text,
  description: text,
  'x-title-zh': text,
  'x-title-en': text,
  'x-searchable': flag,
  'x-personal': flag,
};
const ofType: Record<string, Record<string, Check>> = {
  string: { enum: enumOf('string'), format: only('date'), minLength: length, maxLength: length },
  number: { enum: enumOf('number'), minimum: finite, maximum: finite },
  integer: { enum: enumOf('integer'), minimum: finite, maximum: finite },
  boolean: {},
};
const ofSchema: Record<string, Check> = {
  $schema: only(dialect),
  type: only('object'),
  properties: () => undefined,
  additionalProperties: only(false),
  title: text,
  description: text,
  'x-title-zh': text,
  'x-title-en': text,
};

function enumOf(type: string): Check {
  const isOne = (value: unknown): boolean => {
    if (type === 'string') return typeof value === 'string' && value.length <= attributeLimits.textLength;
    return type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  };
  return must(
    (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= definitionLimits.entries &&
      new Set(value).size === value.length &&
      value.every(isOne),
    say(
      `须为 1 至 ${definitionLimits.entries} 个不重复的、类型为 ${type} 的值`,
      `must be 1 to ${definitionLimits.entries} different values of type ${type}`,
    ),
  );
}

/** What is wrong with a schema that somebody wants to register, with pointers into the schema. */
export function definitionFaults(schema: unknown, industry: string): Fault[] {
  if (!isRecord(schema)) return [{ pointer: '', message: say('须为对象', 'must be an object') }];
  // Measured before anything is looked at one by one.
  if (JSON.stringify(schema).length > definitionLimits.bytes)
    return [{ pointer: '', message: say('定义过大', `is larger than ${definitionLimits.bytes} characters`) }];
  const faults = keywordFaults(schema, ofSchema, '');
  if (schema['type'] === undefined) faults.push({ pointer: '/type', message: say('须为 object', 'must be object') });
  const { properties } = schema;
  if (!isRecord(properties))
    return [...faults, { pointer: '/properties', message: say('须为对象', 'must be an object') }];
  const names = Object.keys(properties);
  if (names.length > attributeLimits.count)
    return [
      ...faults,
      { pointer: '/properties', message: say('属性过多', `has more than ${attributeLimits.count} attributes`) },
    ];
  return [...faults, ...names.flatMap((name) => propertyFaults(name, properties[name], industry))];
}

function propertyFaults(name: string, property: unknown, industry: string): Fault[] {
  const pointer = `/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (!isAttributeName(name))
    return [
      {
        pointer,
        message: say(
          '名称须以小写字母开头，仅含字母、数字、下划线，最长 40',
          'is not a name: a small letter, then up to 39 letters, digits or _',
        ),
      },
    ];
  if (name === industryAttribute && industry !== commonIndustry)
    return [{ pointer, message: say('行业属性只能在 common 中定义', 'may be defined in `common` only') }];
  if (!isRecord(property)) return [{ pointer, message: say('须为对象', 'must be an object') }];
  const type = property['type'];
  if (typeof type !== 'string' || !Object.hasOwn(ofType, type))
    return [{ pointer: `${pointer}/type`, message: ofAny['type']!(type)! }];
  return [...keywordFaults(property, { ...ofAny, ...ofType[type] }, pointer), ...rangeFaults(property, pointer)];
}

function keywordFaults(schema: Record<string, unknown>, allowed: Record<string, Check>, parent: string): Fault[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const pointer = `${parent}/${keyword.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(allowed, keyword)) return [{ pointer, message: unknownKeyword }];
    const message = allowed[keyword]!(value);
    return message ? [{ pointer, message }] : [];
  });
}

/** A range that nothing fits would only be noticed by the first customer. */
function rangeFaults(property: Record<string, unknown>, pointer: string): Fault[] {
  const faultOf = (low: string, high: string): Fault[] =>
    Number(property[low]) > Number(property[high])
      ? [{ pointer: `${pointer}/${high}`, message: say(`须不小于 ${low}`, `must not be less than ${low}`) }]
      : [];
  return [...faultOf('minimum', 'maximum'), ...faultOf('minLength', 'maxLength')];
}

const unknownKeyword = say(
  '此处不支持该关键字（不允许 pattern、$ref、嵌套等）',
  'is not a keyword that a definition may use here (no pattern, no $ref, nothing nested)',
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
