import { buildMessage, isRFC3339, ValidateBy } from 'class-validator';

/** RFC 3339, and a moment that exists: the pattern alone would let the 31st of February pass. */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRfc3339',
    validator: {
      validate: (value): boolean => isRFC3339(value) && existsAsWritten(value as string),
      defaultMessage: buildMessage((each) => `${each}$property must be RFC 3339 date`),
    },
  });

/** JavaScript moves a day that does not exist into the next month. */
function existsAsWritten(text: string): boolean {
  const date = text.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return exists && !Number.isNaN(new Date(text).getTime());
}
