// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../postgres.mjs';
import { startProcess } from '../start/supervisor.mjs';
import { freeze } from './frozen.mjs';
import { until } from './until.mjs';

const restartAfterMs = 300;

/**
 * One process of a service, started again whenever it ends, as an orchestrator does. Faults call `kill`; nobody else
 * starts anything.
 */
export class Member {
  /** @type {import('../start/supervisor.mjs').ManagedProcess | undefined} */ process;
  /** How often it ended without being asked to. */
  deaths = 0;
  /** Whether clients should look elsewhere, as an orchestrator tells them. */
  draining = false;
  #wanted = true;
  /** @type {Promise<void>} */ #running = Promise.resolve();

  /** @param {{ name: string, script: string, env: Record<string, string>, logDirectory: string }} program @param {number} port */
  constructor(program, port) {
    this.program = program;
    this.port = port;
  }

  /** @param {{ name: string, script: string, env: Record<string, string>, logDirectory: string }} program */
  static async start(program) {
    const port = await freePort();
    const env = { ...program.env, HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
    const member = new Member({ ...program, env }, port);
    member.#running = member.#supervise();
    return member;
  }

  get name() {
    return this.program.name;
  }

  /** Whether it was ended and not resumed. */
  get isAway() {
    return !this.#wanted;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    if (this.process) process.kill(this.process.pid, signal);
  }

  /** Kills it and resolves when it is gone; the supervisor starts it again. */
  async crash() {
    const gone = this.process?.exited;
    this.kill('SIGKILL');
    await gone;
  }

  /** @returns {() => void} thaws */
  freeze() {
    return freeze(this.process ? [this.process.pid] : []);
  }

  async isReady() {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    return answer?.ok ?? false;
  }

  /** Whether it is ready, and events flow to it at this moment where it takes part in them. */
  async isWorking() {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (!answer?.ok) return false;
    const { events } = /** @type {{ events: string }} */ (await answer.json());
    return events !== 'joining';
  }

  ready() {
    return until(() => this.isReady(), 120_000, `${this.name} to be ready`);
  }

  /** A counter of its metrics, summed over its labels that hold `label`. @param {string} name @param {string} label */
  async metric(name, label) {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(label));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Ends it in order (SIGTERM); it stays away until `resume`. @returns {Promise<string | undefined>} how it ended */
  async stop() {
    this.#wanted = false;
    await this.process?.stop();
    await this.#running;
    return this.process?.exited;
  }

  /** Ends it by `kill -9` and leaves it away until `resume`. */
  async hold() {
    this.#wanted = false;
    await this.crash();
    await this.#running;
  }

  /** Ends it in order (SIGTERM) and starts it again. @returns {Promise<string>} how it ended */
  async roll() {
    this.draining = true;
    this.kill('SIGTERM');
    const how = (await this.process?.exited) ?? '';
    await this.ready();
    this.draining = false;
    return how;
  }

  resume() {
    this.#wanted = true;
    this.#running = this.#supervise();
  }

  async #supervise() {
    while (this.#wanted) {
      this.process = startProcess(this.program);
      await this.process.exited;
      if (!this.#wanted) return;
      this.deaths++;
      await pause(restartAfterMs);
    }
  }
}
