import { buildMessage, ValidateBy } from 'class-validator';

/** A text in which there is something to be read: not blanks and marks of no width only. */
export const IsNotBlank = (): PropertyDecorator =>
  ValidateBy({
    name: 'isNotBlank',
    validator: {
      validate: (value) => typeof value === 'string' && /[^\s\p{C}]/u.test(value),
      defaultMessage: buildMessage((each) => `${each}$property must not be blank`),
    },
  });
