import { Logger } from '@nestjs/common';
import pg from 'pg';
import { backOffMs } from '../patience.js';
import type { SubscribeOptions, Subscription } from '../transport.js';
import { Assignment } from './assignment.js';
import type { EventLog } from './event-log.js';
import { Signal } from './signal.js';
import type { WakeUp } from './wake-up.js';

/** The net under the wake-up call. */
const pollMs = 500;
/** Of so many turns that end before the events do, one is followed by a step back. */
const turnsBetweenSteps = 4;
const stepBackMs = 10;

/** One member of a group: `concurrency` workers, each with a partition in hand for a short while. */
export class EmbeddedSubscription implements Subscription {
  private readonly logger = new Logger('EmbeddedTransport');
  private readonly signal = new Signal();
  /** Failures in a row per partition (`topic/number`), and which partitions wait for their pause to end. */
  private readonly failures = new Map<string, number>();
  private readonly resting = new Map<string, NodeJS.Timeout>();
  private readonly forgetNews: () => void;
  private readonly poll: NodeJS.Timeout;
  private readonly working: Promise<unknown>;
  private unfinishedTurns = 0;
  private opened = false;
  private stopping: Promise<void> | undefined;

  /** @param pool for this subscription alone, with a connection for each of its workers */
  constructor(
    private readonly options: SubscribeOptions,
    private readonly log: EventLog,
    private readonly pool: pg.Pool,
    private readonly wakeUp: WakeUp,
  ) {
    const topics = new Set<string>(options.topics);
    this.forgetNews = wakeUp.onNews((topic) => {
      if (topic === undefined || topics.has(topic)) this.signal.wakeOne();
    });
    this.poll = setInterval(() => this.signal.wakeOne(), pollMs);
    this.working = this.run();
  }

  joined(): boolean {
    return this.opened && this.stopping === undefined;
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.end());
  }

  private async end(): Promise<void> {
    this.forgetNews();
    clearInterval(this.poll);
    for (const timer of this.resting.values()) clearTimeout(timer);
    this.signal.close();
    await this.working;
    await this.pool.end();
  }

  private async run(): Promise<void> {
    await this.insist(async () => {
      await this.log.openGroup(this.options);
      this.opened = true;
    });
    await Promise.all(Array.from({ length: this.options.concurrency }, () => this.work()));
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      const mark = this.signal.mark;
      const turn = await this.insist(() => this.takeTurn());
      if (turn === 'nothing to do') await this.signal.wait(mark);
      if (turn === 'unfinished') await this.stepBack();
    }
  }

  /**
   * Whoever has just let a partition go is the first to take it again: a member with a worker for every partition
   * would keep a backlog to itself. So now and then it calls the others and waits for a moment.
   */
  private async stepBack(): Promise<void> {
    if (++this.unfinishedTurns % turnsBetweenSteps > 0) return;
    this.wakeUp.announce(this.options.topics);
    await this.pause(stepBackMs);
  }

  /** Tries until it works or we stop: a database that restarts is nobody's failure. */
  private async insist<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
    for (let failures = 1; !this.stopping; failures++) {
      try {
        return await task();
      } catch (error) {
        this.logger.warn(`group ${this.options.group}: ${(error as Error).message}`);
        await this.pause(backOffMs(Math.min(failures, 5)));
      }
    }
    return undefined;
  }

  private async takeTurn(): Promise<'nothing to do' | 'unfinished' | 'done'> {
    const client = await this.pool.connect();
    let assignment: Assignment | undefined;
    let broken: Error | undefined;
    try {
      assignment = await Assignment.take(client, this.options.group, this.options.topics, [...this.resting.keys()]);
      if (!assignment) return 'nothing to do';
      // There may be more where this came from.
      this.signal.wakeOne();
      const { done, unfinished, failure } = await assignment.work(
        this.options.handler,
        () => this.stopping !== undefined,
      );
      if (done > 0) this.failures.delete(assignment.name);
      if (failure) this.rest(assignment.name, failure);
      return unfinished ? 'unfinished' : 'done';
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      if (assignment) assignment.release(broken);
      else client.release(broken);
    }
  }

  private rest(partition: string, failure: Error): void {
    const failures = (this.failures.get(partition) ?? 0) + 1;
    this.failures.set(partition, failures);
    const pause = backOffMs(failures);
    this.logger.warn(`group ${this.options.group}: ${partition} rests for ${pause} ms after: ${failure.message}`);
    if (this.stopping) return;
    this.resting.set(
      partition,
      setTimeout(() => {
        this.resting.delete(partition);
        this.signal.wakeOne();
      }, pause),
    );
  }

  private async pause(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!this.stopping && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, until - performance.now())));
    }
  }
}
