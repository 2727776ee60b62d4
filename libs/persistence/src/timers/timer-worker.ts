import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Counter, register } from 'prom-client';
import { TransactionRunner, type Tx } from '../database/transaction.js';
import { type DueTimer, onTimerMetadata, type OnTimerOptions } from './timers.js';

type Method = (tx: Tx, timers: DueTimer | readonly DueTimer[]) => Promise<readonly DueTimer[] | void>;

/** Kinds that are claimed in one transaction. */
interface Turn {
  kinds: string[];
  /** Most timers of a transaction. */
  size: number;
  /** Whether one call of the handler gets all of them. */
  together: boolean;
}

const oneByOne = 20;
const together = 500;
const pollMs = 500;
const longestPauseSeconds = 3600;

/** A due timer with its time as it is stored: what SQL armed has microseconds, which a Date has not. */
interface ClaimedTimer extends DueTimer {
  storedDueAt: string;
}

/**
 * Fires due timers. A batch is claimed with SKIP LOCKED, each timer runs under a savepoint (those of a kind that is handled
 * in batches: all under one), and the domain change, its outbox rows and `fired` commit together: a crash leaves nothing
 * half done and no lease to wait for.
 */
@Injectable()
export class TimerWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TimerWorker.name);
  private readonly handlers = new Map<string, Method>();
  private readonly singles: Turn = { kinds: [], size: oneByOne, together: false };
  private readonly turns: Turn[] = [this.singles];
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

  /** Fires what is due now, at most one batch of each turn; returns how many timers it took. */
  async fireDue(): Promise<number> {
    let taken = 0;
    for (const turn of this.turns) {
      taken += await this.fireSome(turn).catch((error: Error) => {
        this.logger.warn(`due timers could not be fired: ${error.message}`);
        return 0;
      });
    }
    return taken;
  }

  private fireSome({ kinds, size, together }: Turn): Promise<number> {
    return this.transactions.run(async (tx) => {
      // Not clock_timestamp(): that is volatile, so that every armed timer would be read to find that none is due.
      const due = await tx.query<ClaimedTimer[]>(
        `SELECT id, kind, aggregate_id AS "aggregateId", epoch, due_at AS "dueAt", due_at::text AS "storedDueAt", attempts FROM timer
         WHERE state = 'armed' AND next_try_at <= statement_timestamp() AND kind = ANY($1)
         ORDER BY next_try_at LIMIT ${size} FOR UPDATE SKIP LOCKED`,
        [kinds],
      );
      if (together) return this.fire(tx, due);
      for (const timer of due) await this.fire(tx, [timer]);
      return due.length;
    });
  }

  private register(instance: object | null): void {
    if (!instance) return;
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
    for (const name of prototype ? this.scanner.getAllMethodNames(prototype) : []) {
      const marked = this.reflector.get<OnTimerOptions | undefined>(onTimerMetadata, prototype![name] as () => unknown);
      if (!marked) continue;
      const { kind, batch } = marked;
      if (this.handlers.has(kind)) throw new Error(`two handlers for timer "${kind}"`);
      this.handlers.set(kind, ((instance as Record<string, Method>)[name] as Method).bind(instance));
      if (batch) this.turns.push({ kinds: [kind], size: together, together: true });
      else this.singles.kinds.push(kind);
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const taken = await this.fireDue();
      // A handler may have armed the next one for now: work in many small steps goes on without a pause between them.
      if (taken === 0) await this.pause();
    }
  }

  /** Fires timers of one kind under a savepoint, all or none; returns how many were taken. */
  private async fire(tx: Tx, timers: readonly ClaimedTimer[]): Promise<number> {
    if (timers.length === 0) return 0;
    try {
      return await tx.transaction(async (savepoint) => {
        const left = await this.handle(savepoint, timers);
        const done = timers.filter((timer) => !left.includes(timer));
        // The handler may have re-armed one of them for later; then that is not done.
        await savepoint.query(
          `UPDATE timer SET state = 'fired', fired_at = clock_timestamp()
           FROM unnest($1::uuid[], $2::timestamptz[]) AS done (id, due_at)
           WHERE timer.id = done.id AND timer.state = 'armed' AND timer.due_at = done.due_at`,
          [done.map(({ id }) => id), done.map(({ storedDueAt }) => storedDueAt)],
        );
        return done.length;
      });
    } catch (error) {
      if (timers.length === 1) return this.postpone(tx, timers[0]!, error as Error);
      const middle = timers.length >> 1;
      return (await this.fire(tx, timers.slice(0, middle))) + (await this.fire(tx, timers.slice(middle)));
    }
  }

  private async handle(tx: Tx, timers: readonly DueTimer[]): Promise<readonly DueTimer[]> {
    const [first] = timers;
    const handler = this.handlers.get(first!.kind)!;
    const isSingle = this.singles.kinds.includes(first!.kind);
    return (await handler(tx, isSingle ? first! : timers)) ?? [];
  }

  private async postpone(tx: Tx, timer: DueTimer, { message }: Error): Promise<number> {
    this.failures.inc({ kind: timer.kind });
    this.logger.error(`timer ${timer.kind} of ${timer.aggregateId} failed: ${message}`);
    const pause = Math.min(2 ** timer.attempts, longestPauseSeconds);
    await tx.query(
      `UPDATE timer SET attempts = attempts + 1, last_error = $2, next_try_at = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1`,
      [timer.id, message.slice(0, 500), pause],
    );
    return 1;
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
