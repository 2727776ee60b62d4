import type { Socket } from 'node:net';

interface Delivery {
  dueAt: number;
  deliver: () => void;
}

/** One direction of a proxied connection: what `from` says reaches `to` in order, late, or not before `release()`. */
export class OneWay {
  private readonly queue: Delivery[] = [];
  private held = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    to: Socket,
    private readonly latencyMs: () => number,
  ) {
    from.on('data', (chunk) => {
      this.enqueue(() => {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
    });
    from.on('end', () => this.enqueue(() => to.end()));
    from.on('close', (failed) => this.enqueue(() => (failed ? to.resetAndDestroy() : to.destroySoon())));
  }

  /** Does something before everything that comes later, by the same delays. */
  first(action: () => void): void {
    this.enqueue(action);
  }

  /** Tells when the sender's close has arrived. */
  onEnd(listener: () => void): void {
    this.from.on('close', () => this.enqueue(listener));
  }

  /** Nothing arrives from now on. */
  hold(): void {
    this.held = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** What was held arrives, and what comes. */
  release(): void {
    this.held = false;
    this.run();
  }

  private enqueue(deliver: () => void): void {
    this.queue.push({ dueAt: performance.now() + this.latencyMs(), deliver });
    this.run();
  }

  private run(): void {
    if (this.held || this.timer) return;
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      const early = next.dueAt - performance.now();
      if (early > 0) {
        this.timer = setTimeout(() => {
          this.timer = undefined;
          this.run();
        }, Math.ceil(early));
        return;
      }
      this.queue.shift();
      next.deliver();
    }
  }
}
