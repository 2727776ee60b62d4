import { type ObservedApp, type ObservedAppOptions, startObservedApp } from '@crm/platform/testing';
import { makeSurroundings, type TokenMaker } from '@crm/testing';
import { service } from '../src/service.js';

/** The running service, what surrounds it, and a look into its database. */
export interface AnalyticsApp extends ObservedApp {
  tokens: TokenMaker;
  /** The answer to a GET below `/analytics/v1`, as somebody who may see everything unless told otherwise. */
  get<Body>(
    path: string,
    as?: Parameters<TokenMaker['token']>[0],
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Starts analytics on databases of its own. */
export async function startAnalytics(wish: ObservedAppOptions = {}): Promise<AnalyticsApp> {
  const surroundings = await makeSurroundings();
  const { tokens } = surroundings;
  const app = await startObservedApp(service, surroundings, wish);
  return {
    ...app,
    tokens,
    async get<Body>(path: string, as = { roles: ['analyst'] }, headers: Record<string, string> = {}) {
      const answer = await fetch(`${app.url}/analytics/v1${path}`, {
        headers: { ...(await tokens.bearer(as)), ...headers },
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body };
    },
  };
}
