import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { mint, signingKey } from '../start/issuer.mjs';
import { PlainError } from '../start/options.mjs';
import { runningInstance } from '../start/state.mjs';

/** What a service answered instead of success. */
export class Refused extends PlainError {
  constructor(status, problem, path) {
    super(`${problem.title ?? `Status ${status}`}: ${path}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Asks the services over HTTP, as an admin. */
export class Client {
  constructor(url, token) {
    this.url = url.replace(/\/+$/, '');
    this.token = token;
  }

  /** Of the address and token that were given, else of the local instance that runs. */
  static async open({ url, token, state }) {
    if (token) return new Client(url ?? 'http://localhost:3000', token);
    const instance = await runningInstance(state);
    if (!instance)
      throw new PlainError(`No OneCustomer runs with ${state}. Start it with: npm start; or give --token.`);
    const subject = `cli:${userInfo().username}`;
    const own = await mint(await signingKey(state), { subject, roles: ['admin'], hours: 1 });
    return new Client(url ?? `http://127.0.0.1:${instance.port}`, own);
  }

  get(path, query = {}) {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined);
    return this.#send('GET', asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path);
  }

  post(path, body) {
    return this.#send('POST', path, body);
  }

  /** Every item of a list, page after page. */
  async all(path, query) {
    const items = [];
    for (let cursor; ;) {
      const page = await this.get(path, { ...query, limit: 100, cursor });
      items.push(...page.items);
      if (page.next === null) return items;
      cursor = page.next;
    }
  }

  async #send(method, path, body) {
    for (;;) {
      const answer = await fetch(this.url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'accept-language': 'en',
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      }).catch((error) => {
        throw new PlainError(`${this.url} does not answer: ${error.cause?.message ?? error.message}`);
      });
      if (answer.ok) return answer.json();
      if (answer.status !== 429) throw new Refused(answer.status, await answer.json().catch(() => ({})), path);
      await pause(1000 * Number(answer.headers.get('retry-after') ?? 1));
    }
  }
}
