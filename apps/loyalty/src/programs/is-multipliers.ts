import { ValidateBy } from 'class-validator';

const mostCategories = 200;

/** Product category → whole number from 0 to 100. */
export const IsMultipliers = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMultipliers',
    validator: {
      validate: isMultipliers,
      defaultMessage: (about) =>
        `${about?.property ?? 'it'} must map at most ${mostCategories} product categories to whole numbers from 0 to 100`,
    },
  });

function isMultipliers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= mostCategories &&
    entries.every(
      ([category, multiplier]) => /^[\p{L}\p{N}][\p{L}\p{N} _./-]{0,59}$/u.test(category) && isMultiplier(multiplier),
    )
  );
}

const isMultiplier = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
