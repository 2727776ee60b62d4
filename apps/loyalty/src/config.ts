import { type ConfigOf, defineConfig, integer } from '@crm/platform/config';

/** Variables of loyalty besides those that every service has. */
export const loyaltyConfig = defineConfig({
  ADJUSTMENT_MOST_POINTS: integer({
    doc: 'Most points that one manual adjustment may add or take.',
    default: 5000,
    min: 1,
    max: 10_000_000,
  }),
  GOODWILL_MOST_POINTS: integer({
    doc: 'Most points of one gesture of goodwill of the service desk; more are refused, whoever approved them.',
    default: 100_000,
    min: 1,
    max: 1_000_000,
  }),
});

/** Inject with `@Inject(CONFIG) config: LoyaltyConfig`. */
export type LoyaltyConfig = ConfigOf<typeof loyaltyConfig>;
