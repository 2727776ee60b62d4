import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { TokenMaker } from './token-maker.js';

describe('a token maker', () => {
  let maker: TokenMaker;
  beforeAll(async () => {
    maker = await TokenMaker.start();
  });
  afterAll(() => maker.stop());

  const verify = (token: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(maker.jwksUrl)), {
      issuer: maker.issuer,
      audience: maker.audience,
      algorithms: ['ES256', 'RS256'],
    });

  it('makes tokens that its published key verifies', async () => {
    const token = await maker.token({ sub: 'E7', roles: ['agent', 'steward'], department: 'service', scope: 'a:read' });
    const { payload, protectedHeader } = await verify(token);
    expect(payload).toMatchObject({ sub: 'E7', roles: ['agent', 'steward'], department: 'service', scope: 'a:read' });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(await maker.bearer()).toEqual({ authorization: expect.stringMatching(/^Bearer ey/) });
  });

  it('counts how often its keys are fetched', async () => {
    const before = maker.jwksRequests;
    await verify(await maker.token());
    expect(maker.jwksRequests).toBe(before + 1);
  });

  it.each([
    ['not signed', () => maker.unsigned(), /Invalid Compact JWS|alg/],
    ['signed by a stranger', () => maker.signedByStranger(), /signature verification failed/],
    ['signed by HMAC with the public key', () => maker.signedWithPublicKey(), /"alg"/],
    ['expired', () => maker.expired(), /"exp" claim timestamp check failed/],
    ['not valid yet', () => maker.token({ notBeforeIn: 600 }), /"nbf" claim timestamp check failed/],
    ['of another issuer', () => maker.token({ issuer: 'https://elsewhere.example' }), /unexpected "iss"/],
    ['for another audience', () => maker.token({ audience: 'other' }), /unexpected "aud"/],
  ])('makes a token that is %s, for a verifier to refuse', async (_, forge, reason) => {
    await expect(verify(await forge())).rejects.toThrow(reason);
  });

  it('gives a forged token the right claims, so that nothing but the forgery can be the reason to refuse it', async () => {
    const claims = decodeJwt(await maker.unsigned({ roles: ['admin'] }));
    expect(claims).toMatchObject({ iss: maker.issuer, aud: maker.audience, roles: ['admin'] });
    expect(decodeProtectedHeader(await maker.signedByStranger()).kid).toBe('test');
  });
});
