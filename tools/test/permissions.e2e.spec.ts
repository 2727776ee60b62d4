import { isDeepStrictEqual } from 'node:util';
import { permissions, type Role, roles } from '@crm/platform/auth';
import type { TokenClaims } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiText } from '../openapi.mjs';
import { services } from '../start/services.mjs';
import { type CustomerThings, liveThrough } from './customer-things.js';
import { idsOf, isDecided, isLimitedList, peopleFor, questionsOf } from './department-scope.js';
import { committedDocument, committedText, type OpenApiDocument, operationsOf, routeOf } from './openapi-documents.js';
import { exampleRequest } from './openapi-examples.js';
import { routesOf } from './openapi-routes.js';
import { forEach, type RunningServices, startServices } from './running-services.js';

// What every route lets whom do, asked of all five services at once; the OpenAPI files say which routes there are.

let running: RunningServices;
beforeAll(async () => {
  running = await startServices();
}, 120_000);
afterAll(() => running?.close(), 60_000);

const names = services.map(({ name }) => name);
const everyOperation = () =>
  names.flatMap((name) => {
    const document = committedDocument(name);
    return operationsOf(document).map((operation) => ({ operation, document }));
  });

/** Pointers to what two documents do not have in common. */
function differences(one: unknown, other: unknown, pointer = ''): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  const areMaps = [one, other].every((side) => typeof side === 'object' && side !== null);
  if (!areMaps) return [pointer];
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], `${pointer}/${key.replaceAll('/', '~1')}`),
  );
}

/** Everybody there is: nobody, each role, and service clients that have one permission, or all the others. */
function callersOf(permission: string | undefined): { name: string; claims?: TokenClaims; may: boolean }[] {
  const isPublic = permission === undefined;
  const others = permissions.filter((other) => other !== permission);
  return [
    { name: 'nobody', may: isPublic },
    ...(Object.keys(roles) as Role[]).map((role) => ({
      name: role,
      claims: { roles: [role], department: 'service' },
      may: isPublic || (roles[role].permissions as readonly string[]).includes(permission),
    })),
    { name: 'somebody of an unknown role', claims: { roles: ['intern'], scope: permissions.join(' ') }, may: isPublic },
    { name: 'a client with all other permissions', claims: { sub: 'client', scope: others.join(' ') }, may: isPublic },
    { name: 'a client with this permission only', claims: { sub: 'client', scope: permission ?? '' }, may: true },
  ];
}

describe.each(names)('%s', (service) => {
  it('serves the document that is committed (if not: npm run openapi)', async () => {
    const served = (await running.openApi(service)) as OpenApiDocument;
    expect(differences(committedDocument(service), served)).toEqual([]);
    // The same, but sorted and written as the command does it.
    expect(committedText(service) === openApiText(served)).toBe(true);
  });

  it('answers on the routes of the document and on no other', () => {
    const documented = operationsOf(committedDocument(service)).map(routeOf);
    expect(routesOf(running.app(service)).sort()).toEqual(documented.sort());
  });

  it('answers 401 without a token, 403 without the permission, neither with it, and never fails', async () => {
    const document = committedDocument(service);
    const requests = operationsOf(document).flatMap((operation) =>
      callersOf(operation['x-permission']).map((caller) => ({ operation, caller })),
    );
    const wrong: string[] = [];
    await forEach(requests, async ({ operation, caller }) => {
      const { status, text } = await running.send(exampleRequest(operation, document), caller.claims);
      // Its own specs try signatures and tokens; here nobody signs.
      if (operation['x-signed']) {
        const isFine = caller.claims ? status < 500 : status === 401;
        if (!isFine) wrong.push(`${routeOf(operation)} answers ${caller.name}: ${status} ${text.slice(0, 300)}`);
        return;
      }
      const isRight = caller.may
        ? status !== 401 && status !== 403 && status < 500
        : status === (caller.claims ? 403 : 401);
      if (!isRight) wrong.push(`${routeOf(operation)} answers ${caller.name}: ${status} ${text.slice(0, 300)}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 120_000);
});

describe('what belongs to a customer', () => {
  let things: CustomerThings;
  beforeAll(async () => {
    things = await liveThrough(running);
  }, 120_000);

  /** Requests about things of the customer: by an id in the path, or by the customer's in the body. */
  const requestsAboutThings = (methods: RegExp) =>
    everyOperation().flatMap(({ operation, document }) => {
      const ids = idsOf(operation, things);
      const request = exampleRequest(operation, document, ids ?? { customerId: things.customerId });
      const isAbout = ids !== undefined || request.body?.includes(things.customerId);
      return isAbout && methods.test(operation.method) ? [{ operation, request }] : [];
    });

  it('is known to be a customer’s: a new path with an id has to say so in department-scope.ts', () => {
    const undecided = everyOperation().filter(({ operation }) => !isDecided(operation));
    expect(undecided.map(({ operation }) => routeOf(operation))).toEqual([]);
  });

  it('is shown to people of the owning department', async () => {
    const wrong: string[] = [];
    const asked = requestsAboutThings(/GET/).flatMap(({ operation, request }) =>
      peopleFor(operation).insiders.map((claims) => ({ operation, request, claims })),
    );
    await forEach(asked, async ({ operation, request, claims }) => {
      const { status, text } = await running.send(request, claims);
      if (status !== 200) wrong.push(`${routeOf(operation)} answers ${nameOf(claims)}: ${status} ${text}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 60_000);

  it('is absent for people of another department and of none, whatever they want of it', async () => {
    const wrong: string[] = [];
    const asked = requestsAboutThings(/./).flatMap(({ operation, request }) =>
      peopleFor(operation).outsiders.map((claims) => ({ operation, request, claims })),
    );
    await forEach(asked, async ({ operation, request, claims }) => {
      const { status, text } = await running.send(request, claims);
      if (status !== 404) wrong.push(`${routeOf(operation)} answers ${nameOf(claims)}: ${status} ${text}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 60_000);

  /** Every list with every question that could bring the customer's things up. */
  const listRequests = () =>
    everyOperation()
      .filter(({ operation }) => isLimitedList(operation))
      .flatMap(({ operation, document }) =>
        questionsOf(operation, things).map((question) => {
          const { url, ...request } = exampleRequest(operation, document);
          const query = { ...Object.fromEntries(new URLSearchParams(url.split('?')[1])), ...question };
          const isAboutCustomer = 'customerId' in question || 'id' in question || 'query' in question;
          return {
            operation,
            isAboutCustomer,
            request: { ...request, url: `${operation.path}?${new URLSearchParams(query)}` },
          };
        }),
      );

  it('is in the lists of the owning department that are asked for the customer', async () => {
    const wrong: string[] = [];
    const asked = listRequests()
      .filter(({ isAboutCustomer }) => isAboutCustomer)
      .flatMap((list) => peopleFor(list.operation).insiders.map((claims) => ({ ...list, claims })));
    await forEach(asked, async ({ request, claims }) => {
      const { status, text } = await running.send(request, claims);
      if (!text.includes(things.customerId))
        wrong.push(`GET ${request.url} answers ${nameOf(claims)}: ${status} ${text}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 60_000);

  it('is in no list of people of another department and of none', async () => {
    const wrong: string[] = [];
    const asked = listRequests().flatMap((list) =>
      peopleFor(list.operation).outsiders.map((claims) => ({ ...list, claims })),
    );
    await forEach(asked, async ({ request, claims }) => {
      const { status, text } = await running.send(request, claims);
      const told = Object.entries(things).flatMap(([what, value]) =>
        status === 200 && text.includes(value) ? [what] : [],
      );
      if (told.length > 0) wrong.push(`GET ${request.url} tells ${nameOf(claims)} the ${told.join(', ')}`);
      else if (status !== 200 && status !== 404) wrong.push(`GET ${request.url} answers ${status} ${text}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 60_000);
});

const nameOf = ({ roles: held, department }: TokenClaims): string => `${held!.join()} of ${department ?? 'nowhere'}`;
