import type { ValueLevel } from '@crm/contracts';
import { isRebuild } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

export interface LevelChange {
  /** The id whose card changed. */
  customerId: string;
  /** What the card says now. */
  to: ValueLevel;
}

type Listener = (tx: Tx, change: LevelChange) => Promise<void>;

/**
 * Tells the service that a customer's card says another level, or is the first one and says one. In the card's own
 * transaction: who reads cards behind a lock that the listener takes too misses no change.
 */
@Injectable()
export class LevelChanges {
  private readonly listeners: Listener[] = [];

  /** Call it once, in the constructor or `onModuleInit` of whoever goes by levels. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  async announce(tx: Tx, change: LevelChange): Promise<void> {
    // Whoever listens has heard of it when it happened.
    if (isRebuild(tx)) return;
    for (const listener of this.listeners) await listener(tx, change);
  }
}
