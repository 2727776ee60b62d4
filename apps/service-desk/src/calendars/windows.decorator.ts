import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const mostWindows = 10;
const opening = '([01]\\d|2[0-3]):[0-5]\\d';
const opens = new RegExp(`^${opening}$`);
const closes = new RegExp(`^(${opening}|24:00)$`);

/** Windows of one day: pairs of an opening and a closing time. */
export const Windows = (documented: ApiPropertyOptions): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      ...documented,
      type: 'array',
      maxItems: mostWindows,
      items: { type: 'array', items: { type: 'string', pattern: `^(${opening}|24:00)$` }, minItems: 2, maxItems: 2 },
      example: [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    } as ApiPropertyOptions),
    ValidateBy({
      name: 'areWindows',
      validator: {
        validate: areWindows,
        defaultMessage: () =>
          `must be at most ${mostWindows} pairs like ["09:00", "18:00"]; a window may end at "24:00" and not begin there`,
      },
    }),
  );

const areWindows = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= mostWindows && value.every(isWindow);

const isWindow = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isTime(value[0], opens) && isTime(value[1], closes);

const isTime = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value);
