import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Unauthenticated, Unavailable } from '../problem/problems.js';
import { type User, userOf } from './user.js';

export interface TokenRules {
  /** Accepted `iss`. */
  issuer: string;
  /** Required among `aud`. */
  audience: string;
  /** Where the issuer publishes its public keys. */
  jwksUrl: string;
}

const leewaySeconds = 30;
const remembered = { ms: 30_000, tokens: 5_000 };
const tokenTypes = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

const endOf = ({ exp }: JWTPayload): number => (exp! + leewaySeconds) * 1000;

/** When a token that was verified counts no more. */
export const expiryOf = (verifiedToken: string): Date => new Date(endOf(decodeJwt(verifiedToken)));

/** Faults of a token; every other error while verifying is ours (the key server does not answer). */
const tokenFaults = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/**
 * Verifies access tokens by the issuer's public keys: RS256 and ES256 only, issuer, audience, expiry and type. Keys are
 * fetched when first needed and when a token names an unknown one (at most every 30 s). A verified token is remembered
 * for at most 30 s, so a withdrawn key counts for so long, an expired token never.
 */
export class TokenVerifier {
  private readonly keys: JWTVerifyGetKey;
  private readonly verified = new Map<string, { user: User; until: number }>();

  constructor(private readonly rules: TokenRules) {
    this.keys = createRemoteJWKSet(new URL(rules.jwksUrl), { timeoutDuration: 5_000, cooldownDuration: 30_000 });
  }

  /** The user of a token. Throws Unauthenticated; Unavailable when the keys cannot be fetched. */
  async verify(token: string): Promise<User> {
    const now = Date.now();
    const known = this.verified.get(token);
    if (known && known.until > now) return known.user;
    const { user, expires } = await this.check(token);
    this.remember(token, user, Math.min(now + remembered.ms, expires));
    return user;
  }

  private async check(token: string): Promise<{ user: User; expires: number }> {
    const { issuer, audience } = this.rules;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        clockTolerance: leewaySeconds,
        requiredClaims: ['sub', 'exp'],
      });
      const user = userOf(payload);
      if (!user || !tokenTypes.has(protectedHeader.typ?.toLowerCase() ?? '')) throw new Unauthenticated('invalid');
      return { user, expires: endOf(payload) };
    } catch (error) {
      if (error instanceof Unauthenticated) throw error;
      if (tokenFaults.some((fault) => error instanceof fault)) throw new Unauthenticated('invalid');
      throw new Unavailable(5);
    }
  }

  private remember(token: string, user: User, until: number): void {
    // A map keeps insertion order, so its first entry is the oldest.
    if (this.verified.size >= remembered.tokens) this.verified.delete(this.verified.keys().next().value!);
    this.verified.set(token, { user, until });
  }
}
