/** Days back from today that frequency and monetary value look at: two years. */
export const windowDays = 730;

/** What the purchases of one customer come to, over every id it ever had. */
export interface Figures {
  /** Last business day with a purchase, however long ago, `YYYY-MM-DD`; null when none is left that counts. */
  lastDay: string | null;
  /** Days since then; null without a purchase. */
  recencyDays: number | null;
  /** Days with a purchase in the window: several purchases of one day count once. */
  frequency: number;
  /** Paid less returned in the window, minor units of the reporting currency; negative where more came back. */
  monetaryMinor: number;
  /** Margin in the window, minor units; null where no line told it. */
  marginMinor: number | null;
}

/** Four cuts that divide the customers into five groups, in ascending order of the figure. */
export type Cuts = readonly [number, number, number, number];

/** With what customers are compared. */
export interface Thresholds {
  /** Rises with every new set. */
  version: number;
  /** `fixed`: set by hand, while too few customers have bought; `population`: quintiles of the customers. */
  source: 'fixed' | 'population';
  /** How many customers it was computed from; 0 for a fixed set. */
  population: number;
  recencyDays: Cuts;
  frequency: Cuts;
  monetaryMinor: Cuts;
  marginMinor: Cuts;
}

/** 1 (worst fifth) to 5 (best fifth); all 0 without any purchase. */
export interface Scores {
  recency: number;
  frequency: number;
  monetary: number;
  /** Null where the margin is not known. */
  margin: number | null;
}

/** The figures of a customer whose purchases have all been cancelled. */
export const noPurchase: Figures = {
  lastDay: null,
  recencyDays: null,
  frequency: 0,
  monetaryMinor: 0,
  marginMinor: null,
};

/** Where the customer stands among all. Equal figures always get equal scores, in the lower of the fifths they span. */
export function scoresOf(figures: Figures, thresholds: Thresholds): Scores {
  if (figures.recencyDays === null) return { recency: 0, frequency: 0, monetary: 0, margin: null };
  return {
    recency: 6 - fifthOf(figures.recencyDays, thresholds.recencyDays),
    frequency: fifthOf(figures.frequency, thresholds.frequency),
    monetary: fifthOf(figures.monetaryMinor, thresholds.monetaryMinor),
    margin: figures.marginMinor === null ? null : fifthOf(figures.marginMinor, thresholds.marginMinor),
  };
}

/** 1 for a value up to the first cut … 5 for one above the last. */
const fifthOf = (value: number, cuts: Cuts): number => 1 + cuts.filter((cut) => cut < value).length;

/** The three digits by which people speak of a customer, for example `545`. */
export const rfmCode = (scores: Scores): string => `${scores.recency}${scores.frequency}${scores.monetary}`;
