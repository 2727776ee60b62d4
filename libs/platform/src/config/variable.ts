import { makeExactValidator } from 'envalid';

type Values = Record<string, unknown>;

/** What is said about a variable besides its type. */
export interface VariableSpec<Value> {
  /** Meaning, unit and limits in one line; shown by `--help`. */
  doc: string;
  /** Used when the variable is not set; a variable with none is required. */
  default?: Value;
  /** Not required; its value is undefined when it is not set. */
  optional?: boolean;
  /** Makes an optional variable required under a condition on the other values. */
  requiredWhen?: (values: Values) => boolean;
  /** Never printed; may also come from the file that `<NAME>_FILE` names. */
  secret?: boolean;
}

type Maybe<Value, Spec> = Spec extends { optional: true } | { requiredWhen: unknown } ? Value | undefined : Value;

/** One environment variable of a service. */
export interface Variable<Value = unknown> {
  readonly desc: string;
  /** What a value looks like, completing the sentence "must be …". */
  readonly shape: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly default?: Value;
  readonly requiredWhen?: (values: Values) => boolean;
  readonly _parse: (input: string) => Value;
}

/** Thrown by a parser; the reader adds the variable's name and shape. */
class Misshapen extends Error {}

function variable<Value, Spec extends VariableSpec<Value>>(
  shape: string,
  spec: Spec,
  parse: (input: string) => Value,
): Variable<Maybe<Value, Spec>> {
  const { doc, secret = false, optional, requiredWhen } = spec;
  const mayMiss = optional || requiredWhen !== undefined || spec.default !== undefined;
  const validator = makeExactValidator<Value>(parse)({
    desc: doc,
    ...(mayMiss ? { default: spec.default } : {}),
    ...(requiredWhen ? { requiredWhen } : {}),
  } as never) as unknown as Variable<Maybe<Value, Spec>>;
  return { ...validator, shape, secret, required: !mayMiss };
}

function fail(): never {
  throw new Misshapen();
}

/** Any text that is not empty. */
export const text = <Spec extends VariableSpec<string>>(spec: Spec) =>
  variable<string, Spec>('text', spec, (input) => input);

/** Path of a file on this machine. */
export const filePath = <Spec extends VariableSpec<string>>(spec: Spec) =>
  variable<string, Spec>('the path of a file', spec, (input) => input);

/** A whole number within limits. */
export const integer = <Spec extends VariableSpec<number> & { min: number; max: number }>(spec: Spec) =>
  variable<number, Spec>(`a whole number from ${spec.min} to ${spec.max}`, spec, (input) => {
    const value = /^-?\d{1,15}$/.test(input) ? Number(input) : NaN;
    return value >= spec.min && value <= spec.max ? value : fail();
  });

/** `true` or `false`. */
export const flag = <Spec extends VariableSpec<boolean>>(spec: Spec) =>
  variable<boolean, Spec>('true or false', spec, (input) =>
    input === 'true' ? true : input === 'false' ? false : fail(),
  );

/** One of a few words. */
export const choice = <const Word extends string, Spec extends VariableSpec<NoInfer<Word>>>(
  words: readonly Word[],
  spec: Spec,
) =>
  variable<Word, Spec>(`one of ${words.join(', ')}`, spec, (input) => words.find((word) => word === input) ?? fail());

/** An absolute URL of one of the given schemes. */
export const url = <Spec extends VariableSpec<string>>(schemes: readonly string[], spec: Spec) =>
  variable<string, Spec>(
    `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    spec,
    (input) => (URL.canParse(input) && schemes.includes(new URL(input).protocol.slice(0, -1)) ? input : fail()),
  );

/** Words separated by commas. */
export const list = <Spec extends VariableSpec<readonly string[]>>(spec: Spec) =>
  variable<readonly string[], Spec>('a list separated by commas', spec, (input) => {
    const words = input.split(',').map((word) => word.trim());
    return words.every(Boolean) ? words : fail();
  });

/** A time of day, `HH:mm`. */
export const timeOfDay = <Spec extends VariableSpec<string>>(spec: Spec) =>
  variable<string, Spec>('a time of day such as 21:30', spec, (input) =>
    /^([01]\d|2[0-3]):[0-5]\d$/.test(input) ? input : fail(),
  );

/** An IANA time zone. */
export const timeZone = <Spec extends VariableSpec<string>>(spec: Spec) =>
  variable<string, Spec>('an IANA time zone such as Asia/Shanghai', spec, (input) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: input }).resolvedOptions().timeZone && input;
    } catch {
      return fail();
    }
  });
