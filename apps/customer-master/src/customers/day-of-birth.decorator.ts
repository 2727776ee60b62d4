import { ValidateBy } from 'class-validator';

const earliest = '1880-01-01';
const hourMs = 3_600_000;

/** Of somebody who may live, masked or not; whether there is such a day is for the calendar. */
export const IsDayOfBirth = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDayOfBirth',
    validator: {
      validate: (value) => typeof value === 'string' && isWithin(value.replaceAll('**', '01'), new Date()),
      defaultMessage: () => `must be a day from ${earliest} to today`,
    },
  });

/** Today is a day that has begun anywhere. */
const isWithin = (day: string, now: Date): boolean =>
  day >= earliest && day <= new Date(now.getTime() + 14 * hourMs).toISOString().slice(0, 10);
