import { join } from 'node:path';
import type { ServiceDescription } from '@crm/platform/bootstrap';
import { EventProbe, startTestApp, type TestApp } from '@crm/platform/testing';
import { createTestDatabase, keyFiles, type TokenClaims, TokenMaker } from '@crm/testing';
import { services } from '../start/services.mjs';
import type { ExampleRequest } from './openapi-examples.js';

export interface Answer {
  status: number;
  /** Media type of the text. */
  type: string;
  text: string;
}

/** All services as one deployment: an event log, an issuer and keys that they share, a database for each. */
export interface RunningServices {
  /** Plays what lies outside. */
  probe: EventProbe;
  app(service: string): TestApp;
  /** The service's document, as it is served. */
  openApi(service: string): Promise<unknown>;
  /** The answer to a request, without a token where there are no claims. The first part of its path names the service. */
  send(request: ExampleRequest, claims?: TokenClaims): Promise<Answer>;
  /** The JSON of a successful answer, undefined of an empty one. @throws when there is none */
  call<Body>(method: string, path: string, claims: TokenClaims | undefined, body?: object): Promise<Body>;
  /** Value of the header `authorization` for these claims. */
  bearer(claims: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

/** The test asks more than anybody may in a minute. */
const env = { RATE_LIMIT_PER_MINUTE: '1000000' };

/** Starts all services inside this process, on databases of their own. */
export async function startServices(): Promise<RunningServices> {
  const names = services.map(({ name }) => name);
  const [tokens, eventLog, ...databases] = await Promise.all([
    TokenMaker.start(),
    createTestDatabase(),
    ...names.map(() => createTestDatabase()),
  ]);
  const keys = keyFiles();
  const probe = new EventProbe(eventLog.url);
  const apps = new Map<string, TestApp>();
  const close = async (): Promise<void> => {
    await probe.stop();
    for (const running of apps.values()) await running.close();
    await Promise.all([tokens.stop(), eventLog.drop(), ...databases.map((database) => database.drop())]);
    keys.remove();
  };
  try {
    for (const [at, name] of names.entries()) {
      const options = { databaseUrl: databases[at]!.url, eventLogUrl: eventLog.url, oidc: tokens, ...keys, env };
      apps.set(name, await startTestApp(await descriptionOf(name), options));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...clientOf(apps, tokens), probe, close };
}

/** By a name that is told at run time, since the services are no part of the program that the tools are compiled as. */
async function descriptionOf(name: string): Promise<ServiceDescription> {
  const file = join(import.meta.dirname, '..', '..', 'apps', name, 'src', 'service.ts');
  return ((await import(file)) as { service: ServiceDescription }).service;
}

function clientOf(apps: Map<string, TestApp>, tokens: TokenMaker): Omit<RunningServices, 'probe' | 'close'> {
  const bearers = new Map<string, Promise<{ authorization: string }>>();
  const bearerOf = (claims: TokenClaims): Promise<{ authorization: string }> => {
    const key = JSON.stringify(claims);
    const bearer = bearers.get(key) ?? tokens.bearer(claims);
    bearers.set(key, bearer);
    return bearer;
  };
  const app = (service: string): TestApp => {
    const found = apps.get(service);
    if (!found) throw new Error(`There is no service ${service}`);
    return found;
  };
  const send = async ({ method, url, headers, body }: ExampleRequest, claims?: TokenClaims): Promise<Answer> => {
    const answer = await fetch(`${app(url.split('/')[1]!).url}${url}`, {
      method,
      headers: { ...headers, ...(claims && (await bearerOf(claims))) },
      body,
    });
    const type = answer.headers.get('content-type') ?? '';
    const text = type.startsWith('text/event-stream') ? await beginningOf(answer) : await answer.text();
    return { status: answer.status, type, text };
  };
  return {
    app,
    send,
    bearer: async (claims) => (await bearerOf(claims)).authorization,
    openApi: async (service) => (await fetch(`${app(service).url}/${service}/openapi.json`)).json(),
    async call<Body>(method: string, url: string, claims: TokenClaims | undefined, body?: object) {
      const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
      const { status, text } = await send({ method, url, headers, body: body && JSON.stringify(body) }, claims);
      if (status > 299) throw new Error(`${method} ${url} answered ${status}: ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as Body;
    },
  };
}

/** The first that comes of a stream which may never end; then nobody listens any more. */
async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/** Does the work for every item, ten at a time. */
export async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}
