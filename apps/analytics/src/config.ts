import { type ConfigOf, defineConfig, flag, integer, text } from '@crm/platform/config';

/** Variables of analytics besides those that every service has. */
export const analyticsConfig = defineConfig({
  REPORTING_CURRENCY: text({
    doc: 'ISO 4217 code of the amounts that are added up; purchases in another currency count as purchases, without an amount.',
    default: 'CNY',
  }),
  NIGHTLY_SCORING_HOUR: integer({
    doc: 'Hour of the business time zone at which all customers are scored anew, since recency decays by itself.',
    default: 2,
    min: 0,
    max: 23,
  }),
  DASHBOARD_PUBLIC: flag({
    doc:
      'Whether the dashboard opens without a token; groups of fewer than 5 are then hidden. ' +
      'Not set: true, in production false, where it needs a token with analytics:read.',
    optional: true,
  }),
});

/** The values of one process. */
export type AnalyticsConfig = ConfigOf<typeof analyticsConfig>;
