import { ValidateBy, type ValidationOptions } from 'class-validator';

const rfc3339 = /^(?:19|20|21)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A moment from 1900 to 2199, RFC 3339 with its offset. */
export const IsMoment = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isRfc3339',
      validator: {
        validate: (value) =>
          typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(new Date(value).getTime()),
        defaultMessage: () => 'must be a moment as in RFC 3339, like 2026-01-05T02:00:00Z',
      },
    },
    options,
  );
