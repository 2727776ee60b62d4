import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Counter, register } from 'prom-client';
import { TransactionRunner, type Tx } from '../database/transaction.js';
import { type DueTimer, onTimerMetadata } from './timers.js';

type Handler = (tx: Tx, timer: DueTimer) => Promise<void>;

const batchSize = 20;
const pollMs = 500;
const longestPauseSeconds = 3600;

/**
 * Fires due timers. A batch is claimed with SKIP LOCKED, each timer runs under a savepoint, and the domain change, its
 * outbox rows and `fired` commit together: a crash leaves nothing half done and no lease to wait for.
 */
@Injectable()
export class TimerWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TimerWorker.name);
  private readonly handlers = new Map<string, Handler>();
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly failures =
    (register.getSingleMetric('timer_failures_total') as Counter<'kind'> | undefined) ??
    new Counter({
      name: 'timer_failures_total',
      help: 'Timer handlers that failed and will be tried again',
      labelNames: ['kind'],
    });

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) this.register(instance as object | null);
    if (this.handlers.size > 0) this.running = this.loop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  /** Fires what is due now, at most one batch; returns how many rows it took. */
  fireDue(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const due = await tx.query<DueTimer[]>(
        `SELECT id, kind, aggregate_id AS "aggregateId", epoch, due_at AS "dueAt", attempts FROM timer
         WHERE state = 'armed' AND next_try_at <= clock_timestamp() AND kind = ANY($1)
         ORDER BY next_try_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`,
        [[...this.handlers.keys()]],
      );
      for (const timer of due) await this.fire(tx, timer);
      return due.length;
    });
  }

  private register(instance: object | null): void {
    if (!instance) return;
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
    for (const name of prototype ? this.scanner.getAllMethodNames(prototype) : []) {
      const kind = this.reflector.get<string | undefined>(onTimerMetadata, prototype![name] as () => unknown);
      if (!kind) continue;
      if (this.handlers.has(kind)) throw new Error(`two handlers for timer "${kind}"`);
      this.handlers.set(kind, ((instance as Record<string, Handler>)[name] as Handler).bind(instance));
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const fired = await this.fireDue().catch((error: Error) => {
        this.logger.warn(`due timers could not be read: ${error.message}`);
        return 0;
      });
      // A handler may have armed the next one for now: work in many small steps goes on without a pause between them.
      if (fired === 0) await this.pause();
    }
  }

  private async fire(tx: Tx, timer: DueTimer): Promise<void> {
    try {
      await tx.transaction(async (savepoint) => {
        await this.handlers.get(timer.kind)!(savepoint, timer);
        // The handler may have re-armed this very timer for later; then it is not done.
        await savepoint.query(
          `UPDATE timer SET state = 'fired', fired_at = clock_timestamp() WHERE id = $1 AND state = 'armed' AND due_at = $2`,
          [timer.id, timer.dueAt],
        );
      });
    } catch (error) {
      this.failures.inc({ kind: timer.kind });
      this.logger.error(`timer ${timer.kind} of ${timer.aggregateId} failed: ${(error as Error).message}`);
      const pause = Math.min(2 ** timer.attempts, longestPauseSeconds);
      await tx.query(
        `UPDATE timer SET attempts = attempts + 1, last_error = $2, next_try_at = clock_timestamp() + make_interval(secs => $3)
         WHERE id = $1`,
        [timer.id, (error as Error).message.slice(0, 500), pause],
      );
    }
  }

  private pause(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, pollMs);
      this.wake = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}
