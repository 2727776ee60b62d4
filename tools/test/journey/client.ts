import { waitFor } from '@crm/testing';

/** An answer, read as loosely as a person would with curl: the journey asserts what it looks at. */
type Json = any; // eslint-disable-line @typescript-eslint/no-explicit-any

export interface Client {
  get(path: string, status?: number): Promise<Json>;
  post(path: string, body?: unknown, status?: number, type?: string): Promise<Json>;
  put(path: string, body: unknown): Promise<Json>;
  upload(path: string, name: string, content: string | Uint8Array): Promise<Json>;
  /** Reads until the answer fits. */
  until(path: string, fits: (body: Json) => boolean, what: string): Promise<Json>;
}

export function createClient(url: string, token: string): Client {
  async function send(method: string, path: string, init: RequestInit, status?: number): Promise<Json> {
    const headers = { authorization: `Bearer ${token}`, 'accept-language': 'en', ...(init.headers as object) };
    const answer = await fetch(`${url}${path}`, { ...init, method, headers });
    const text = await answer.text();
    const expected = status === undefined ? answer.ok : answer.status === status;
    if (!expected) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 800)}`);
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  }
  const json = (body: unknown, type = 'application/json') => ({
    body: JSON.stringify(body ?? {}),
    headers: { 'content-type': type },
  });
  const get = (path: string, status?: number) => send('GET', path, {}, status);
  return {
    get,
    post: (path, body, status, type) => send('POST', path, json(body, type), status),
    put: (path, body) => send('PUT', path, json(body)),
    upload: (path, name, content) => {
      const form = new FormData();
      form.set('file', new Blob([content as never], { type: 'text/csv' }), name);
      return send('POST', path, { body: form });
    },
    until: async (path, fits, what) => {
      let last: Json;
      return waitFor(
        async () => {
          last = await get(path);
          return fits(last) ? last : undefined;
        },
        { timeoutMs: 20_000, everyMs: 50, what: `${what} (GET ${path})` },
      ).catch((error: Error) => {
        throw new Error(`${error.message}; last seen: ${JSON.stringify(last)?.slice(0, 1_500)}`);
      });
    },
  };
}
