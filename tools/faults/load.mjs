// @ts-check
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * @typedef {{ base: string, entries: number, state: 'acknowledged' | 'refused' | 'unknown' }} SentRequest
 * @typedef {{ accounts?: number, writers?: number, batch?: number, perSecond?: number, body?: object,
 *   entriesOf?: (accounts: string[]) => { account: string, points: number }[] }} LoadOptions
 *   `accounts` how many there are, `writers` at once, `batch` entries per request, `perSecond` entries of all writers
 */

const timeoutMs = 20_000;
const triesUntilMs = 60_000;

/** Clients that write, and remember what they were told: half of them ask again with the same key until they know. */
export class Load {
  /** @type {SentRequest[]} */ requests = [];
  failures = 0;
  /** @type {Map<string, number>} */ reasons = new Map();
  #stopped = false;
  /** @type {Promise<unknown> | undefined} */ #running;

  /**
   * @param {number} number of the fault, part of every account id @param {() => string[]} addresses that take requests
   * @param {string} authorization @param {LoadOptions} [options]
   */
  constructor(number, addresses, authorization, options = {}) {
    this.options = { accounts: 300, writers: 4, batch: 20, perSecond: 300, ...options };
    this.prefix = number.toString(16).padStart(8, '0');
    this.accounts = Array.from({ length: this.options.accounts }, (_, index) => accountOf(this.prefix, index));
    this.addresses = addresses;
    this.authorization = authorization;
    this.startedAt = performance.now();
  }

  start() {
    this.startedAt = performance.now();
    this.#running = Promise.all(Array.from({ length: this.options.writers }, (_, writer) => this.#write(writer)));
    return this;
  }

  /** Entries of which the client knows that they were written. */
  get acknowledged() {
    return this.#sum('acknowledged');
  }

  get unknown() {
    return this.#sum('unknown');
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }

  /** Writes so many entries, each account in turn, and resolves when all are known. @param {number} entries */
  async write(entries) {
    const { batch, writers } = this.options;
    let left = Math.ceil(entries / batch);
    let turn = 0;
    await Promise.all(
      Array.from({ length: writers }, async () => {
        while (left-- > 0) {
          const first = turn++ * batch;
          const chosen = Array.from(
            { length: batch },
            (_, at) => this.accounts[(first + at) % this.accounts.length] ?? '',
          );
          await this.send([...new Set(chosen)], true);
        }
      }),
    );
  }

  /** One request. @param {string[]} accounts @param {boolean} insist @param {object} [more] */
  async send(accounts, insist, more = this.options.body) {
    const base = requestBase();
    const wishes =
      this.options.entriesOf?.(accounts) ?? accounts.map((account) => ({ account, points: randomInt(1, 1000) }));
    const entries = wishes.map(({ account: accountId, points }, index) => ({
      accountId,
      points,
      entryId: entryOf(base, index),
    }));
    /** @type {SentRequest} */
    const request = { base, entries: entries.length, state: 'unknown' };
    this.requests.push(request);
    const deadline = performance.now() + triesUntilMs;
    do {
      request.state = await this.#ask(base, JSON.stringify({ entries, ...more }), insist);
      if (request.state !== 'unknown') break;
      await pause(100);
    } while (insist && performance.now() < deadline);
    return request.state;
  }

  /** @param {number} writer */
  async #write(writer) {
    const { batch, perSecond } = this.options;
    let sent = 0;
    while (!this.#stopped) {
      /** @type {Set<string>} */
      const chosen = new Set();
      while (chosen.size < batch) chosen.add(this.accounts[randomInt(this.accounts.length)] ?? '');
      await this.send([...chosen], writer % 2 === 0);
      sent += chosen.size;
      const dueAt = this.startedAt + (sent * this.options.writers * 1_000) / perSecond;
      if (dueAt > performance.now()) await pause(Math.min(dueAt - performance.now(), 500));
    }
  }

  /** @param {string} base @param {string} body @param {boolean} insist @returns {Promise<SentRequest['state']>} */
  async #ask(base, body, insist) {
    try {
      const addresses = this.addresses();
      const address = addresses[randomInt(addresses.length)];
      const answer = await fetch(`${address}/loyalty/v1/writes`, {
        method: 'POST',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: this.authorization,
          'content-type': 'application/json',
          ...(insist && { 'idempotency-key': base }),
        },
        body,
      });
      const text = await answer.text();
      if (answer.ok) return 'acknowledged';
      this.#failed(`${answer.status} ${text.slice(0, 80)}`);
      return answer.status === 409 && !text.includes('idempotency') ? 'refused' : 'unknown';
    } catch (error) {
      const { cause, message } = /** @type {Error & { cause?: { code?: string } }} */ (error);
      this.#failed(cause?.code ?? message);
      return 'unknown';
    }
  }

  /** @param {string} reason */
  #failed(reason) {
    this.failures++;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  /** @param {SentRequest['state']} state */
  #sum(state) {
    return this.requests.reduce((sum, request) => sum + (request.state === state ? request.entries : 0), 0);
  }
}

/** @param {string} prefix @param {number} index */
export const accountOf = (prefix, index) => `${prefix}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;

/** A request's part of the ids of its entries: the first 24 characters of a UUID. */
function requestBase() {
  const hex = randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12, 15)}-8${hex.slice(15, 18)}-`;
}

/** @param {string} base @param {number} index */
const entryOf = (base, index) => `${base}${index.toString(16).padStart(12, '0')}`;
