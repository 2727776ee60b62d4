import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { QualityRules } from './quality-rules.service.js';
import { QualityScoresRepository } from './quality-scores.repository.js';
import { QualityScores } from './quality-scores.service.js';
import { restAfter } from './rules/rest.js';

const customersAtOnce = 200;
const idleMs = 1_000;
const pairsEveryMs = 20_000;
const asideMs = 3_600_000;

/**
 * Makes scores anew behind everything else, some per firing of a durable timer that arms itself again: of customers that
 * changed, of those that time has changed, and of those that were judged by older rules. What is left to do is in the
 * tables, so that it goes on where it was after a crash.
 */
@Injectable()
export class QualityWorker {
  private readonly logger = new Logger(QualityWorker.name);

  constructor(
    private readonly scores: QualityScores,
    private readonly repository: QualityScoresRepository,
    private readonly rules: QualityRules,
    private readonly timers: Timers,
  ) {}

  @OnTimer('quality.work')
  async work(tx: Tx, timer: DueTimer): Promise<void> {
    const now = new Date(Math.max(timer.dueAt.getTime(), Date.now()));
    const { version, appliedAt } = await this.rules.active(tx);
    const ids = await this.next(tx, version, now);
    await this.renew(tx, ids, version, now);
    if (version > 0 && appliedAt === null && (await this.repository.outdated(tx, version, 1)).length === 0)
      await this.rules.noteApplied(tx, version, now);
    await this.again(tx, timer, ids.length < customersAtOnce ? idleMs : 0);
  }

  /** Pairs are judged and decided without a word to the customers of them. */
  @OnTimer('quality.pairs')
  async comparePairs(tx: Tx, timer: DueTimer): Promise<void> {
    const began = performance.now();
    await this.repository.markByPairs(tx);
    await this.again(tx, timer, restAfter(performance.now() - began, pairsEveryMs));
  }

  private async next(tx: Tx, version: number, now: Date): Promise<string[]> {
    const ids = new Set(await this.repository.takeDue(tx, customersAtOnce));
    const room = (): number => customersAtOnce - ids.size;
    if (room() > 0) for (const id of await this.repository.aged(tx, now, room())) ids.add(id);
    if (room() > 0) for (const id of await this.repository.outdated(tx, version, room())) ids.add(id);
    return [...ids];
  }

  /** One customer that cannot be judged keeps nobody else from it. */
  private async renew(tx: Tx, ids: readonly string[], version: number, now: Date): Promise<void> {
    try {
      await tx.transaction((step) => this.scores.renew(step, ids, now));
    } catch {
      for (const id of ids) {
        try {
          await tx.transaction((step) => this.scores.renew(step, [id], now));
        } catch (error) {
          // Not the message: it may quote what was read.
          this.logger.warn(`quality of customer ${id} could not be judged: ${(error as Error).name}`);
          await this.repository.setAside(tx, [id], version, new Date(now.getTime() + asideMs));
        }
      }
    }
  }

  /** Another due time, since the worker marks the timer as fired where it is still the same. */
  private again(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer, pauseMs: number): Promise<void> {
    const next = new Date(Math.max(dueAt.getTime() + 1, Date.now() + pauseMs));
    return this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: next });
  }
}
