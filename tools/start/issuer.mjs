// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { localAudience, localIssuer } from './services.mjs';

const algorithm = 'ES256';

/**
 * The signing key of a local instance; made on first use, kept in the state directory.
 * @param {string} directory
 * @returns {Promise<import('jose').JWK>}
 */
export async function signingKey(directory) {
  const file = join(directory, 'keys/issuer.json');
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known) return JSON.parse(known);
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: `local-${Date.now().toString(36)}`, alg: algorithm, use: 'sig' };
  await writeFile(file, JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}

/** The public half, as a JWKS. @param {import('jose').JWK} key */
export function jwks(key) {
  const { d: _private, ...publicKey } = key;
  return { keys: [publicKey] };
}

/**
 * @param {import('jose').JWK} key
 * @param {{ subject: string, roles: string[], department?: string | undefined, hours?: number }} claims
 */
export async function mint(key, { subject, roles, department, hours = 12 }) {
  return new SignJWT({ roles, ...(department && { department }) })
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: 'JWT' })
    .setIssuer(localIssuer)
    .setAudience(localAudience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(`${hours}h`)
    .sign(await importJWK(key, algorithm));
}
