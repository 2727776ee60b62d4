import { createHash, randomBytes } from 'node:crypto';

/** A new token for the link to a reply: 32 random bytes, base64url. It leaves in the customer's message and is stored nowhere. */
export const newReplyToken = (): string => randomBytes(32).toString('base64url');

/** What is stored instead of the token: SHA-256, hexadecimal. 256 random bits need no salt. */
export const replyTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
