import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { TransactionRunner } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { heartbeat, heartbeatEveryMs, retryAfter, serverSentEvent } from '@crm/platform/sse';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { toImportResponse } from './imports.dto.js';
import { type CustomerImport, isAtRest } from './imports.repository.js';
import { ImportsService } from './imports.service.js';

const lookEveryMs = 500;
/** A browser asks again by itself. */
const longestMs = 10 * 60_000;

/** Names a state of an import: the same name, the same state. */
export const placeOf = ({ run, batchesDone, state }: CustomerImport): string => `${run}.${batchesDone}.${state}`;

/**
 * Tells of an import's progress as server-sent events. Each holds the whole import, so that one that got lost does no harm.
 * The stream ends with the import; whoever asks again behind its end is told that there is nothing more.
 */
@Injectable()
export class ImportEvents implements BeforeApplicationShutdown {
  private readonly stop = new AbortController();

  constructor(
    private readonly imports: ImportsService,
    private readonly transactions: TransactionRunner,
  ) {}

  beforeApplicationShutdown(): void {
    this.stop.abort();
  }

  /**
   * Undefined when nothing will ever come behind `after`.
   * @param after place of the last event that the client has
   * @throws NotFound
   */
  async of(id: string, user: User, after: string | undefined): Promise<Readable | undefined> {
    const first = await this.look(id, user);
    if (isAtRest(first.state) && placeOf(first) === after) return undefined;
    return Readable.from(this.changes(id, user, first, after), { objectMode: false });
  }

  private async *changes(
    id: string,
    user: User,
    first: CustomerImport,
    after: string | undefined,
  ): AsyncGenerator<string> {
    const end = Date.now() + longestMs;
    let quietSince = Date.now();
    let told = after;
    yield retryAfter(2_000);
    for (let job = first; ; job = await this.look(id, user)) {
      if (placeOf(job) !== told) {
        told = placeOf(job);
        quietSince = Date.now();
        yield serverSentEvent(told, 'progress', toImportResponse(job));
      }
      if (isAtRest(job.state) || Date.now() > end) return;
      if (Date.now() - quietSince >= heartbeatEveryMs) {
        quietSince = Date.now();
        yield heartbeat;
      }
      await pause(lookEveryMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
      if (this.stop.signal.aborted) return;
    }
  }

  private look(id: string, user: User): Promise<CustomerImport> {
    return this.transactions.run((tx) => this.imports.find(tx, id, user));
  }
}
