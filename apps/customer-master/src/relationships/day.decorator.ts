import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';

/** A day of the calendar from 1900 to 2199, `YYYY-MM-DD`. */
export const IsDay = (): PropertyDecorator =>
  applyDecorators(Matches(/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/), IsISO8601({ strict: true }));
