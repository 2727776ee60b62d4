import { ValidateBy } from 'class-validator';
import { areAttributes, attributeLimits } from './rules/attributes.js';

/** Most entries of one list of a customer. */
export const mostEntries = 50;

/** A flat set of attributes. */
export const AreAttributes = (): PropertyDecorator =>
  ValidateBy({
    name: 'areAttributes',
    validator: {
      validate: areAttributes,
      defaultMessage: () =>
        `must be an object of at most ${attributeLimits.count} names (small letter first; letters, digits, _) with texts (${attributeLimits.textLength} characters), numbers or booleans`,
    },
  });

/** How a set of attributes is documented. */
export const attributesProperty = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  example: { industry: 'coal' },
};
