import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  exportJWK,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { TokenVerifier } from '../src/auth/index.js';

const rules = { issuer: 'https://id.example', audience: 'onecustomer' };
const algorithms = ['ES256', 'RS256', 'PS256', 'ES384', 'EdDSA'] as const;
const keys = new Map<string, GenerateKeyPairResult>();
let server: Server;
let verifier: TokenVerifier;

beforeAll(async () => {
  const jwks: JWK[] = [];
  for (const alg of algorithms) {
    const pair = await generateKeyPair(alg, { extractable: true });
    keys.set(alg, pair);
    jwks.push({ ...(await exportJWK(pair.publicKey)), kid: alg, alg, use: 'sig' });
  }
  server = createServer(
    (_request, response) => void response.setHeader('connection', 'close').end(JSON.stringify({ keys: jwks })),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  verifier = new TokenVerifier({ ...rules, jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
});
afterAll(() => new Promise((closed) => server.close(closed)));

const sign = (alg: string, claims: object, header: Partial<JWTHeaderParameters> = { typ: 'JWT' }): Promise<string> =>
  new SignJWT({ sub: 'E1', iss: rules.issuer, aud: rules.audience, ...claims })
    .setProtectedHeader({ alg, kid: alg, ...header })
    .sign(keys.get(alg)!.privateKey);

const soon = (): number => Math.floor(Date.now() / 1000) + 60;

describe('a rightly signed token', () => {
  it.each(['RS256', 'ES256'])('counts with %s', async (alg) => {
    expect(await verifier.verify(await sign(alg, { exp: soon() }))).toMatchObject({ id: 'E1' });
  });

  it.each(['PS256', 'ES384', 'EdDSA'])('does not count with %s, though the key is published', async (alg) => {
    await expect(verifier.verify(await sign(alg, { exp: soon() }))).rejects.toMatchObject({ status: 401 });
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt'])('counts with the type %s', async (typ) => {
    expect(await verifier.verify(await sign('ES256', { exp: soon() }, { typ }))).toMatchObject({ id: 'E1' });
  });

  it.each([undefined, 'logout+jwt', 'id+jwt', ''])('does not count with the type %p', async (typ) => {
    await expect(verifier.verify(await sign('ES256', { exp: soon() }, { typ }))).rejects.toMatchObject({ status: 401 });
  });

  it('does not count without an expiry, an audience or a subject', async () => {
    for (const claims of [
      {},
      { exp: soon(), aud: undefined },
      { exp: soon(), sub: undefined },
      { exp: soon(), iss: undefined },
    ]) {
      await expect(verifier.verify(await sign('ES256', claims))).rejects.toMatchObject({ status: 401 });
    }
  });

  it('stops counting when it expires, though it was verified before', async () => {
    // Inside the leeway of 30 s, with a few seconds left of it.
    const token = await sign('ES256', { exp: Math.floor(Date.now() / 1000) - 26 });
    expect(await verifier.verify(token)).toMatchObject({ id: 'E1' });
    const until = Date.now() + 10_000;
    let refused = false;
    while (!refused && Date.now() < until)
      refused = await verifier.verify(token).then(
        () => false,
        () => true,
      );
    expect(refused).toBe(true);
  });
});
