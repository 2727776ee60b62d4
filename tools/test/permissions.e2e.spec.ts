import { permissions, type Role, roles } from '@crm/platform/auth';
import type { TokenClaims } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiText } from '../openapi.mjs';
import { services } from '../start/services.mjs';
import { committedDocument, committedText, type OpenApiDocument, operationsOf, routeOf } from './openapi-documents.js';
import { exampleRequest } from './openapi-examples.js';
import { forEach, type RunningServices, startServices } from './running-services.js';

let running: RunningServices;
beforeAll(async () => {
  running = await startServices();
}, 120_000);
afterAll(() => running?.close(), 60_000);

const names = services.map(({ name }) => name);
const isPermitted = (role: Role, permission: string): boolean =>
  (roles[role].permissions as readonly string[]).includes(permission);

/** Everybody there is: nobody, each role, and a service client with one permission or with all others. */
function callersOf(permission: string | undefined): { name: string; claims?: TokenClaims; may: boolean }[] {
  const isPublic = permission === undefined;
  const others = permissions.filter((other) => other !== permission);
  return [
    { name: 'nobody', may: isPublic },
    ...(Object.keys(roles) as Role[]).map((role) => ({
      name: role,
      claims: { roles: [role], department: 'service' },
      may: isPublic || isPermitted(role, permission),
    })),
    { name: 'a person of an unknown role', claims: { roles: ['intern'], scope: permissions.join(' ') }, may: isPublic },
    { name: 'a client with all other permissions', claims: { sub: 'client', scope: others.join(' ') }, may: isPublic },
    { name: 'a client with just this permission', claims: { sub: 'client', scope: permission ?? '' }, may: true },
  ];
}

describe.each(names)('%s', (service) => {
  it('serves the document that is committed; where not, run npm run openapi', async () => {
    const served = (await running.openApi(service)) as OpenApiDocument;
    expect(committedDocument(service)).toEqual(served);
    expect(committedText(service)).toBe(openApiText(served));
  });

  it('answers 401 without a token, 403 without the permission, and neither with it; never an error of its own', async () => {
    const document = committedDocument(service);
    const requests = operationsOf(document).flatMap((operation) =>
      callersOf(operation['x-permission']).map((caller) => ({ operation, caller })),
    );
    const wrong: string[] = [];
    await forEach(requests, async ({ operation, caller }) => {
      const { status, text } = await running.send(exampleRequest(operation, document), caller.claims);
      const isRight = caller.may
        ? status !== 401 && status !== 403 && status < 500
        : status === (caller.claims ? 403 : 401);
      if (!isRight) wrong.push(`${routeOf(operation)} answers ${caller.name}: ${status} ${text.slice(0, 300)}`);
      const m = `${routeOf(operation)} ${status} ${/"(urn:[^"]*)/.exec(text)?.[1] ?? ''} ${/"errors":.*?]/.exec(text)?.[0] ?? ''}`;
      if (caller.may) seen[m] = (seen[m] ?? 0) + 1;
    });
    expect(wrong.sort()).toEqual([]);
    expect(requests.length).toBeGreaterThan(7 * 15 - 1);
  }, 60_000);
});
const seen: Record<string, number> = {};
afterAll(() => process.stderr.write(JSON.stringify(seen, Object.keys(seen).sort(), 1) + '\n'));
