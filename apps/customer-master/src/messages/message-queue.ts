import { Injectable } from '@nestjs/common';

/** Wakes the sender of this process when something was queued; a sender in another process finds it by its own look. */
@Injectable()
export class MessageQueue {
  private waiting: (() => void) | undefined;

  wake(): void {
    this.waiting?.();
  }

  /** Resolves at the next `wake`, or after the time. */
  next(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.waiting?.(), milliseconds);
      this.waiting = () => {
        clearTimeout(timer);
        this.waiting = undefined;
        resolve();
      };
    });
  }
}
