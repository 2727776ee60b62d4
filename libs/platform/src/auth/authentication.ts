import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { Unauthenticated } from '../problem/problems.js';
import type { TokenVerifier } from './token-verifier.js';
import type { User } from './user.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified user; undefined without a valid token. */
    user?: User;
    /** Why there is no user, for the guard of a route that needs one. */
    authenticationError?: Error;
    /** The bytes of a JSON body, for the guard of a route that takes signed messages. */
    rawBody?: Buffer;
  }
}

/** The token in a header `authorization`; undefined where there is none. */
export const tokenIn = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1];

/**
 * Finds out who is calling before anything else happens, so that the rate limit counts by a subject that is proven.
 * It refuses nobody: whether a user is needed is the route's affair, told by PermissionGuard.
 */
export const authenticate =
  (verifier: TokenVerifier): onRequestAsyncHookHandler =>
  async (request: FastifyRequest) => {
    const header = request.headers.authorization;
    if (header === undefined) return;
    const token = tokenIn(header);
    try {
      if (!token) throw new Unauthenticated('invalid');
      request.user = await verifier.verify(token);
    } catch (error) {
      request.authenticationError = error as Error;
    }
  };
