import { isInstant } from '@crm/platform/problem';
import { buildMessage, ValidateBy } from 'class-validator';
import { isDay } from './rules/business-day.js';

/** What reports take for the beginning or the end of a stretch of time. */
export const IsDayOrInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDayOrInstant',
    validator: {
      validate: (value): boolean => isDay(value) || isInstant(value),
      defaultMessage: buildMessage((each) => `${each}$property must be a day, YYYY-MM-DD, or an RFC 3339 date`),
    },
  });

/** How reports say what they take, for the descriptions of their queries. */
export const dayOrInstant = {
  from: 'A business day (`2026-06-01`), or an instant (RFC 3339).',
  to: 'A business day (`2026-06-30`), which belongs to it, or an instant, which does not.',
};
