/**
 * The most of a line, an order or an opportunity, in minor units: a hundred billion yuan. More is a slip, and 900 of the
 * largest still add up to less than what a JSON number holds exactly (2^53), 900,000 to less than a `bigint`.
 */
export const mostMinor = 10_000_000_000_000;

/** The most pieces of a line. */
export const mostPieces = 1_000_000_000;

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Whether there is such a currency: an ISO 4217 code in capitals. */
export const isCurrency = (code: unknown): boolean => typeof code === 'string' && currencies.has(code);
