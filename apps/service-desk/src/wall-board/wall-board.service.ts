import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { TransactionRunner } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Unavailable, ValidationFailed } from '@crm/platform/problem';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { BoardViewer, type Watching } from './board-viewer.js';
import type { Tally } from './rules/snapshot.js';
import { TooManyBoards } from './wall-board.errors.js';
import { WallBoardRepository } from './wall-board.repository.js';

/** Streams of one process, and of one user in it. */
export const mostStreams = 200;
export const mostStreamsOfUser = 10;

const noDepartment = { zh: '没有这个部门', en: 'There is no such department.' };

const countEveryMs = 1_000;
/** Less than that, so that no round is left out. */
const freshMs = 900;
/** Counting takes no more than this part of the time, however many cases are open. */
const restForWork = 5;

/**
 * Counts what wall boards show, once a second for all who watch in this process, and not at all while nobody does. Only
 * committed changes are seen.
 */
@Injectable()
export class WallBoardService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WallBoardService.name);
  private readonly viewers = new Set<BoardViewer>();
  private readonly stop = new AbortController();
  private known: { tally: Promise<Tally>; at: number } | undefined;
  private isWatching = false;

  constructor(
    private readonly repository: WallBoardRepository,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  beforeApplicationShutdown(): void {
    this.stop.abort();
    for (const viewer of this.viewers) viewer.end();
  }

  get streams(): number {
    return this.viewers.size;
  }

  /** The department whose board it is; null: all of them. Nobody's has the id ''. @throws ValidationFailed for one that there is not */
  async shownTo(user: User, asked: string | undefined): Promise<string | null> {
    if (user.scope !== 'all') {
      const isOwn = user.department !== null && (asked === undefined || asked === user.department);
      return isOwn ? user.department : '';
    }
    if (asked === undefined) return null;
    const isKnown = await this.transactions.run((tx) => this.repository.isDepartment(tx, asked));
    if (!isKnown) throw new ValidationFailed([{ pointer: '/department', message: noDepartment }]);
    return asked;
  }

  /** What was counted within the last second; counts where that is longer ago. */
  tally(): Promise<Tally> {
    const now = performance.now();
    if (this.known && now - this.known.at < freshMs) return this.known.tally;
    const tally = this.transactions.run((tx) => this.repository.count(tx, this.config.BUSINESS_TIME_ZONE));
    this.known = { tally, at: now };
    // Nobody is to be told of a failure twice.
    tally.catch(() => (this.known = undefined));
    return tally;
  }

  /**
   * What the board shows, now and whenever it changes, until the right to see it ends.
   * @throws Unavailable, TooManyBoards
   */
  async watch(watching: Watching): Promise<Readable> {
    this.refuseTooMany(watching.userId);
    const tally = await this.tally();
    // Others may have come meanwhile.
    this.refuseTooMany(watching.userId);
    const viewer: BoardViewer = new BoardViewer(watching, () => this.viewers.delete(viewer));
    this.viewers.add(viewer);
    viewer.tell(tally, new Date());
    if (!this.isWatching) void this.tellAll();
    return viewer.events;
  }

  private refuseTooMany(userId: string): void {
    if (this.stop.signal.aborted || this.viewers.size >= mostStreams) throw new Unavailable(30);
    const own = [...this.viewers].filter(({ watching }) => watching.userId === userId);
    if (own.length >= mostStreamsOfUser) throw new TooManyBoards(mostStreamsOfUser);
  }

  private async tellAll(): Promise<void> {
    this.isWatching = true;
    while (this.viewers.size > 0 && !this.stop.signal.aborted) {
      const started = performance.now();
      const tally = await this.tally().catch((error: Error) => this.logger.warn(`no figures: ${error.message}`));
      for (const viewer of this.viewers) {
        if (tally) viewer.tell(tally, new Date());
        else viewer.keepAlive(new Date());
      }
      const rest = Math.max(countEveryMs, restForWork * (performance.now() - started));
      await pause(rest, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
    this.isWatching = false;
  }
}
