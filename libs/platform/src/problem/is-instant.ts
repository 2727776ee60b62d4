import { buildMessage, isRFC3339, ValidateBy } from 'class-validator';

/** How far another system's clock may be ahead of ours. */
const toleranceMs = 5 * 60_000;

/**
 * RFC 3339, and a moment that exists: the pattern alone would let the 31st of February and the 60th second pass.
 * `notAhead`: of what has been, so not later than now.
 */
export const IsInstant =
  ({ notAhead = false }: { notAhead?: boolean } = {}): PropertyDecorator =>
  (target, property) => {
    isMoment(target, property);
    if (notAhead) hasBeen(target, property);
  };

const isMoment = ValidateBy({
  name: 'isRfc3339',
  validator: {
    validate: isInstant,
    defaultMessage: buildMessage((each) => `${each}$property must be RFC 3339 date`),
  },
});

const hasBeen = ValidateBy({
  name: 'isNotAhead',
  validator: {
    // What is no moment has its own fault.
    validate: (value) => !isInstant(value) || Date.parse(value as string) <= Date.now() + toleranceMs,
    defaultMessage: buildMessage((each) => `${each}$property must not lie ahead`),
  },
});

/** JavaScript moves a day that does not exist into the next month. */
export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !isRFC3339(value)) return false;
  const date = value.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return exists && !Number.isNaN(Date.parse(value));
}
