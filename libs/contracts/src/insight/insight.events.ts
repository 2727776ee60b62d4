import { valueLevels } from '../customer/customer.values.js';
import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, list, nullable, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.insight.v1'] as const;
const thing = 'customer';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

const scored = {
  customerId: uuid('The customer that was scored: the survivor where ids were merged.'),
  asOf: instant('The state of knowledge that was scored.'),
  rulesVersion: integer('Version of the level rules.', { minimum: 1 }),
  reasons: list(text('A reason in words of the rules, for example `monetary_quintile_5`.'), 'Why.', 20),
};

export const ValueScored = defineEvent({
  type: 'value.scored',
  version: 1,
  topics,
  thing,
  summary: 'The figures behind the value of a customer changed.',
  data: record({
    ...scored,
    level: oneOf(valueLevels, 'The level.'),
    recencyDays: nullable(integer('Days since the last purchase; null without one.', { minimum: 0 })),
    frequency: integer('Days with a purchase in the window.', { minimum: 0 }),
    monetaryMinor: integer('Net amount in the window in minor units.'),
    rfm: text('Quintiles as three digits R, F, M, for example `545`; `000` without a purchase.', 3),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      customerId: aCustomer,
      asOf: '2026-01-07T00:00:00.000Z',
      rulesVersion: 1,
      reasons: ['monetary_quintile_5', 'recency_quintile_5'],
      level: 'gold',
      recencyDays: 2,
      frequency: 9,
      monetaryMinor: 4200000,
      rfm: '545',
    },
  },
});
export type ValueScored = EventOf<typeof ValueScored>;

export const LevelChanged = defineEvent({
  type: 'level.changed',
  version: 1,
  topics,
  thing,
  summary: 'The value level of a customer is another one from now on.',
  data: record({
    ...scored,
    from: nullable(oneOf(valueLevels, 'Level before; null at the first scoring.')),
    to: oneOf(valueLevels, 'Level from now on.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      customerId: aCustomer,
      asOf: '2026-01-07T00:00:00.000Z',
      rulesVersion: 1,
      reasons: ['monetary_quintile_5'],
      from: 'silver',
      to: 'gold',
    },
  },
});
export type LevelChanged = EventOf<typeof LevelChanged>;
