import { createHash, randomBytes } from 'node:crypto';

/** A new single-use token: 32 random bytes, base64url. It leaves in the customer's link and is stored nowhere. */
export const newSurveyToken = (): string => randomBytes(32).toString('base64url');

/** What is stored instead of the token: SHA-256, hexadecimal. 256 random bits need no salt. */
export const surveyTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
