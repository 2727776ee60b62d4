import { type ConfigOf, defineConfig, integer } from '@crm/platform/config';

/** The service's variables besides those that every service has. */
export const feedbackConfig = defineConfig({
  INVITATION_VALID_DAYS: integer({
    doc: 'Days in which an invitation can be answered, from the moment it is requested.',
    default: 14,
    min: 1,
    max: 365,
  }),
  MIN_N: integer({
    doc: 'Fewest answers for which a score is shown; below it only the counts are.',
    default: 5,
    min: 2,
    max: 1_000,
  }),
});

/** Values of the service's variables. */
export type FeedbackConfig = ConfigOf<typeof feedbackConfig>;
