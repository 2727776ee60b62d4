import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';

/** Whose token, and what it says. Every claim can be set wrong on purpose. */
export interface TokenClaims {
  /** `sub`: an employee's or client's id. Default `E1001`. */
  sub?: string;
  /** Roles, for example `['agent']`. Default none. */
  roles?: readonly string[];
  /** Id of the user's department. */
  department?: string;
  /** Permissions of a service client, parted by blanks. */
  scope?: string;
  /** Seconds until it expires; negative: it has. Default 3600. */
  expiresIn?: number;
  /** Seconds until it becomes valid; left out: no `nbf`. */
  notBeforeIn?: number;
  /** `iss`. Default the maker's own. */
  issuer?: string;
  /** `aud`. Default the maker's own. */
  audience?: string;
  /** `typ` in the header. Default `at+jwt`. */
  type?: string;
}

/**
 * An identity provider of one test: an ES256 key, its JWKS over HTTP on 127.0.0.1, valid tokens and forged ones.
 * `await TokenMaker.start()` in `beforeAll`, `stop()` in `afterAll`.
 */
export class TokenMaker {
  /** `iss` of its tokens; also the root of its web server. */
  readonly issuer: string;
  /** `aud` of its tokens. */
  readonly audience: string;
  /** Where it publishes its public key. */
  readonly jwksUrl: string;

  /** How often the keys were fetched. */
  jwksRequests = 0;

  private constructor(
    private readonly server: Server,
    private readonly keys: { privateKey: CryptoKey; publicKey: CryptoKey },
    private readonly stranger: CryptoKey,
    audience: string,
  ) {
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.jwksUrl = `${this.issuer}/jwks.json`;
    this.audience = audience;
  }

  static async start({ audience = 'onecustomer' }: { audience?: string } = {}): Promise<TokenMaker> {
    const keys = await generateKeyPair('ES256', { extractable: true });
    const stranger = await generateKeyPair('ES256');
    const jwk: JWK = { ...(await exportJWK(keys.publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const maker = new TokenMaker(server, keys, stranger.privateKey, audience);
    server.on('request', (request, response) => {
      const known = request.url === '/jwks.json';
      if (known) maker.jwksRequests++;
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json', connection: 'close' });
      response.end(known ? JSON.stringify({ keys: [jwk] }) : '{}');
    });
    return maker;
  }

  /** A token that a service accepts, unless the claims say otherwise. */
  token(claims: TokenClaims = {}): Promise<string> {
    return this.signed(claims, 'ES256', this.keys.privateKey);
  }

  /** The header of a request with such a token. */
  async bearer(claims: TokenClaims = {}): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.token(claims)}` };
  }

  /** The right claims, not signed at all (`alg: none`). */
  async unsigned(claims: TokenClaims = {}): Promise<string> {
    return new UnsecuredJWT(this.payload(claims)).encode();
  }

  /** The right claims and key id, signed by somebody else. */
  signedByStranger(claims: TokenClaims = {}): Promise<string> {
    return this.signed(claims, 'ES256', this.stranger);
  }

  /** The right claims, signed by HMAC with the public key as the secret: a verifier that trusts `alg` is fooled. */
  async signedWithPublicKey(claims: TokenClaims = {}): Promise<string> {
    return this.signed(claims, 'HS256', new TextEncoder().encode(await exportSPKI(this.keys.publicKey)));
  }

  /** Rightly signed, and expired an hour ago. */
  expired(claims: TokenClaims = {}): Promise<string> {
    return this.token({ ...claims, expiresIn: -3600 });
  }

  /** Closes the web server. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private signed(claims: TokenClaims, alg: string, key: CryptoKey | Uint8Array): Promise<string> {
    return new SignJWT(this.payload(claims))
      .setProtectedHeader({ alg, kid: 'test', typ: claims.type ?? 'at+jwt' })
      .sign(key);
  }

  private payload(claims: TokenClaims) {
    const now = Math.floor(Date.now() / 1000);
    return {
      sub: claims.sub ?? 'E1001',
      iss: claims.issuer ?? this.issuer,
      aud: claims.audience ?? this.audience,
      iat: now,
      exp: now + (claims.expiresIn ?? 3600),
      ...(claims.notBeforeIn !== undefined && { nbf: now + claims.notBeforeIn }),
      ...(claims.roles && { roles: [...claims.roles] }),
      ...(claims.department !== undefined && { department: claims.department }),
      ...(claims.scope !== undefined && { scope: claims.scope }),
    };
  }
}
