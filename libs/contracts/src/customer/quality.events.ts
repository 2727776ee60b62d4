import { defineEvent, type EventOf } from '../event.js';
import { day, instant, integer, list, oneOf, record, text } from '../schema.js';
import { customerKinds } from './customer.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'department';

const count = (description: string) => integer(description, { minimum: 0 });
const tenths = (what: string) => count(`Sum of ${what} (0 to 100 each) over the customers, in tenths.`);

export const QualityMeasured = defineEvent({
  type: 'quality.measured',
  version: 1,
  topics,
  thing,
  summary: "The quality of a department's customer records on a day that is over; one event per department and day.",
  forOutside: 'For reports on data quality: all figures are sums, so days, departments and kinds can be put together.',
  data: record({
    department: text('The department that owned the customers.'),
    day: day('The business day.'),
    measuredAt: instant('When it was last measured on that day; what was not measured is not told.'),
    rulesVersion: count('Version of the rules of quality; 0: those of the product.'),
    kinds: list(
      record({
        kind: oneOf(customerKinds, 'Person or organisation.'),
        customers: integer('Customers.', { minimum: 1 }),
        scoreTenths: tenths('scores'),
        completenessTenths: tenths('completeness'),
        validityTenths: tenths('validity'),
        freshnessTenths: tenths('freshness'),
        uniquenessTenths: tenths('uniqueness'),
        complete: count('Customers of whom no expected field is missing.'),
        valid: count('Customers of whom no value is found wrong.'),
        fresh: count('Customers of whom no value is stale.'),
        duplicates: count('Customers that may be the same as another one.'),
        pairEnds: count('Pairs that wait for a decision, each counted once per customer of it.'),
      }),
      'Customers by kind; a kind without customers is left out.',
    ),
  }),
  example: {
    aggregateId: 'sales-north',
    data: {
      department: 'sales-north',
      day: '2026-01-05',
      measuredAt: '2026-01-05T15:59:31.000Z',
      rulesVersion: 0,
      kinds: [
        {
          kind: 'organisation',
          customers: 420,
          scoreTenths: 318_150,
          completenessTenths: 336_000,
          validityTenths: 330_120,
          freshnessTenths: 247_800,
          uniquenessTenths: 415_800,
          complete: 198,
          valid: 377,
          fresh: 240,
          duplicates: 8,
          pairEnds: 9,
        },
      ],
    },
  },
});
export type QualityMeasured = EventOf<typeof QualityMeasured>;
