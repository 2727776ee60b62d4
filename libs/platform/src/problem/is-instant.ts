import { buildMessage, isRFC3339, ValidateBy, type ValidationOptions } from 'class-validator';

/** How far another system's clock may be ahead of ours. */
const toleranceMs = 5 * 60_000;

interface InstantOptions {
  /** Of what has been: not later than now. */
  notAhead?: boolean;
  /** Of a list: every item. */
  each?: boolean;
}

/**
 * RFC 3339, from 1900 to 2999, and a moment that exists: the pattern alone would let the 31st of February and the 60th
 * second pass.
 */
export const IsInstant =
  ({ notAhead = false, each = false }: InstantOptions = {}): PropertyDecorator =>
  (target, property) => {
    isMoment({ each })(target, property);
    if (notAhead) hasBeen({ each })(target, property);
  };

const isMoment = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isRfc3339',
      validator: {
        validate: (value) => isInstant(value) && /^(?:19|2\d)/.test(value),
        defaultMessage: buildMessage((each) => `${each}$property must be RFC 3339 date`, options),
      },
    },
    options,
  );

const hasBeen = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isNotAhead',
      validator: {
        // What is no moment has its own fault.
        validate: (value) => !isInstant(value) || !isAhead(value, new Date()),
        defaultMessage: buildMessage((each) => `${each}$property must not lie ahead`, options),
      },
    },
    options,
  );

/** Whether a moment lies ahead by more than clocks differ. */
export const isAhead = (instant: string, now: Date): boolean => Date.parse(instant) > now.getTime() + toleranceMs;

/**
 * RFC 3339 and a moment that exists, of a year that every database holds. JavaScript moves a day that does not exist into
 * the next month.
 */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !isRFC3339(value)) return false;
  const date = value.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date)) return false;
  const moment = new Date(value);
  return !Number.isNaN(moment.getTime()) && moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999;
}
