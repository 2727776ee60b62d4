import { types } from 'node:util';

/** SQLSTATE classes and codes that say "not now", with the seconds after which a client should try again. */
const retryAfter: readonly (readonly [RegExp, number])[] = [
  [/^08/, 5], // connection lost
  [/^57P0[123]$/, 5], // server stops or starts
  [/^53300$/, 5], // too many connections
  [/^25006$/, 5], // read-only: a standby after a fail-over
  [/^57014$/, 5], // cancelled by statement_timeout
  [/^55P03$/, 1], // lock_timeout
  [/^40(001|P01)$/, 1], // still colliding after the runner's own tries
];

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Messages of pg where it gives no code. */
const outageMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client was closed|Client has encountered)/;

/** Seconds to wait where the error means that the database is away or busy; undefined for every other error. */
export function secondsUntilRetry(error: unknown): number | undefined {
  if (!types.isNativeError(error)) return undefined;
  const cause = (error as { driverError?: unknown }).driverError ?? error;
  const { code, message, errors } = cause as { code?: unknown; message?: string; errors?: unknown[] };
  if (typeof code === 'string') {
    if (networkCodes.has(code)) return 5;
    return retryAfter.find(([pattern]) => pattern.test(code))?.[1];
  }
  // A host name with several addresses fails with all their errors at once.
  if (Array.isArray(errors)) return secondsUntilRetry(errors[0]);
  return outageMessages.test(message ?? '') ? 5 : undefined;
}
