import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { Titles } from './language.js';
import { type FieldError, ValidationFailed } from './problems.js';

interface Fault {
  property: string;
  value?: unknown;
  constraints?: Record<string, string>;
  children?: Fault[];
}

/** Shape at the edge: unknown fields are refused, bodies are never converted from one type to another. */
export const validationPipe = (): ValidationPipe =>
  new ShapePipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: false,
    exceptionFactory: (faults) => new ValidationFailed(toFieldErrors(faults as Fault[])),
  });

/** `@ValidateNested` takes an array for an object and validates what is in it, which may be nothing: that is refused here. */
class ShapePipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const transformed: unknown = await super.transform(value, metadata);
    const errors = metadata.type === 'body' ? misplacedArrays(transformed, '') : [];
    if (errors.length > 0) throw new ValidationFailed(errors.slice(0, mostErrors));
    return transformed;
  }
}

function misplacedArrays(value: unknown, pointer: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  // A form's fields come as an object without a class; what is nested in it was declared nowhere.
  if (typeof value.constructor !== 'function') return [];
  const nested = getMetadataStorage()
    .getTargetValidationMetadatas(value.constructor, '', false, false)
    .filter(({ type }) => type === 'nestedValidation');
  return [...new Set(nested.map(({ propertyName }) => propertyName))].flatMap((name) => {
    const content = (value as Record<string, unknown>)[name];
    const place = `${pointer}/${name}`;
    const isList = nested.some(({ propertyName, each }) => propertyName === name && each);
    const parts =
      isList && Array.isArray(content)
        ? content.map((part, at) => [part, `${place}/${at}`] as const)
        : [[content, place] as const];
    return parts.flatMap(([part, at]) =>
      Array.isArray(part)
        ? [{ pointer: at, message: { zh: '必须是对象', en: 'must be an object' } }]
        : misplacedArrays(part, at),
    );
  });
}

/** The most faults that one answer lists. */
const mostErrors = 50;

function toFieldErrors(faults: readonly Fault[], parent = ''): FieldError[] {
  const errors = faults.flatMap((fault) => {
    const pointer = `${parent}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(isMissing(fault) ? missing(fault.property) : (fault.constraints ?? {})).map(
      ([rule, text]) => ({ pointer, message: toTitles(rule, text) }),
    );
    return [...own, ...toFieldErrors(fault.children ?? [], pointer)];
  });
  return errors.slice(0, mostErrors);
}

/** What is not there is not also too short, nor no string. */
const isMissing = ({ value, constraints }: Fault): boolean => value === undefined && constraints !== undefined;
const missing = (property: string): Record<string, string> => ({ isDefined: `${property} is required` });

/** class-validator speaks English only; what it says by default is said in Chinese too, anything else stays as it is. */
function toTitles(rule: string, english: string): string | Titles {
  const template = chinese[rule];
  if (!template) return english;
  const limit = /(\d[\d.]*)(?= characters| elements|$)/.exec(english)?.[1] ?? '';
  const values = /following values: (.*)$/.exec(english)?.[1] ?? '';
  if ((template.includes('{limit}') && !limit) || (template.includes('{values}') && !values)) return english;
  return { en: english, zh: template.replace('{limit}', limit).replace('{values}', values) };
}

const chinese: Record<string, string> = {
  whitelistValidation: '不允许此字段',
  isDefined: '必填',
  isNotEmpty: '不能为空',
  isString: '必须是字符串',
  isInt: '必须是整数',
  isNumber: '必须是数字',
  isPositive: '必须大于零',
  isBoolean: '必须是布尔值',
  isArray: '必须是数组',
  isObject: '必须是对象',
  nestedValidation: '必须是对象',
  isUuid: '必须是 UUID',
  isEmail: '必须是电子邮箱地址',
  isUrl: '必须是网址',
  isTimeZone: '必须是 IANA 时区名称，例如 Asia/Shanghai',
  isIso8601: '必须是 ISO 8601 时间',
  isRfc3339: '必须是 RFC 3339 时间',
  isDayOrInstant: '必须是日期（YYYY-MM-DD）或 RFC 3339 时间',
  isNotBlank: '不能只有空白',
  isCurrencyCode: '必须是大写的 ISO 4217 货币代码',
  isNotAhead: '不能晚于当前时间',
  isDayOfBirth: '必须是 1880 年至今天之间的日期',
  isDateString: '必须是 ISO 8601 时间',
  isEnum: '必须是以下值之一：{values}',
  isIn: '必须是以下值之一：{values}',
  min: '不得小于 {limit}',
  max: '不得大于 {limit}',
  minLength: '不得少于 {limit} 个字符',
  maxLength: '不得超过 {limit} 个字符',
  arrayMinSize: '不得少于 {limit} 项',
  arrayMaxSize: '不得超过 {limit} 项',
  arrayUnique: '不得有重复项',
  matches: '格式不正确',
};
