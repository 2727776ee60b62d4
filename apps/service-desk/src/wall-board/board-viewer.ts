import { Readable } from 'node:stream';
import { heartbeat, heartbeatEveryMs, retryAfter, serverSentEvent } from '@crm/platform/sse';
import { snapshotOf, type Tally } from './rules/snapshot.js';

/** Who watches a board, and what of it. */
export interface Watching {
  userId: string;
  /** Null: the board of all. */
  department: string | null;
  /** When the right to see it ends. */
  expiresAt: Date;
}

const askAgainAfterMs = 2_000;

/** A stream that is told what the board shows whenever that is something else than before. */
export class BoardViewer {
  readonly events: Readable;
  private told: string | undefined;
  private quietSince = 0;

  /** @param gone called when nobody reads the stream any more */
  constructor(
    readonly watching: Watching,
    private readonly gone: () => void,
  ) {
    this.events = new Readable({ read: () => undefined });
    this.events.once('close', gone);
  }

  /** Sends what is new. Who reads too slowly gets the newest of it, once the rest is read. */
  tell(tally: Tally, now: Date): void {
    const snapshot = snapshotOf(tally, this.watching.department);
    const text = JSON.stringify(snapshot);
    if (text === this.told) return this.keepAlive(now);
    const asOf = tally.asOf.toISOString();
    const beginning = this.told === undefined ? retryAfter(askAgainAfterMs) : '';
    if (this.send(beginning + serverSentEvent(asOf, 'board', { asOf, ...snapshot }), now)) this.told = text;
  }

  /** Says from time to time that the connection stands. */
  keepAlive(now: Date): void {
    if (now.getTime() - this.quietSince >= heartbeatEveryMs) this.send(heartbeat, now);
    else if (now >= this.watching.expiresAt) this.end();
  }

  end(): void {
    this.gone();
    // Who has not read what came before does not read the end either.
    if (this.events.readableLength > 0) this.events.destroy();
    else this.events.push(null);
  }

  private send(text: string, now: Date): boolean {
    if (now >= this.watching.expiresAt) {
      this.end();
      return false;
    }
    if (this.events.readableLength > 0) return false;
    this.quietSince = now.getTime();
    this.events.push(text);
    return true;
  }
}
