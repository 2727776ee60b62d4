import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Headers of a signed message, in lower case: `webhook-id`, `webhook-timestamp`, `webhook-signature`. */
export type SignatureHeaders = Readonly<Record<string, unknown>>;

/** Why a message is not taken for signed. */
export type SignatureFault = 'missing' | 'malformed' | 'stale' | 'wrong';

/** So far the clock of the sender may be from ours, either way; what is older could be a replay. */
const toleranceSeconds = 300;

/**
 * What is wrong with the signature of a message by https://www.standardwebhooks.com: HMAC-SHA256 over
 * `id.timestamp.body`, one of several in the header for one of several secrets; null: nothing.
 */
export function signatureFault(
  headers: SignatureHeaders,
  body: Uint8Array,
  secrets: readonly Buffer[],
  now: Date,
): SignatureFault | null {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if ([id, timestamp, signatures].some((value) => value === undefined || value === '')) return 'missing';
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return 'malformed';
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return 'malformed';
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return 'stale';
  const given = signatures
    .split(' ', 20)
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'));
  const expected = secrets.map((secret) => digestOf(secret, id, timestamp, body));
  // All are compared, whichever fits: how long it takes tells nothing.
  const fits = expected.flatMap((own) => given.map((one) => one.length === own.length && timingSafeEqual(one, own)));
  return fits.includes(true) ? null : 'wrong';
}

/**
 * The headers of a message by the same standard, signed with each of the secrets, so that a receiver that knows one of
 * them can tell that it is ours.
 */
export function signedHeaders(
  id: string,
  body: Uint8Array,
  secrets: readonly Buffer[],
  now: Date,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${digestOf(secret, id, timestamp, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** A new secret as it is handed out. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const digestOf = (secret: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();

/**
 * The secrets of one sender, newest first or last: `whsec_<base64>`, up to two, separated by blanks.
 * @throws Error without the value
 */
export function secretsFrom(name: string, text: string): Buffer[] {
  const words = text.trim().split(/\s+/);
  const secrets = words.map((word) => Buffer.from(/^whsec_([\w+/=-]+)$/.exec(word)?.[1] ?? '', 'base64'));
  if (words.length > 2 || secrets.some(({ length }) => length < 24 || length > 64)) {
    throw new Error(`${name} must be one or two of whsec_<base64 of 24 to 64 bytes>, separated by a blank.`);
  }
  return secrets;
}
