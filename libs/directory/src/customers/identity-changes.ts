import { isRebuild } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

export interface IdentityChange {
  /** The id whose card changed. */
  customerId: string;
  /** What it redirected to before; null when it was a customer of its own. */
  from: string | null;
  /** What it redirects to now; null when it is a customer of its own again. */
  to: string | null;
}

type Listener = (tx: Tx, change: IdentityChange) => Promise<void>;

/**
 * Tells the service when two ids became one customer, or two again. It fires from the retired id's own card, in its
 * transaction: `customer.merged` of a chain of merges lie in different partitions and may arrive in the wrong order.
 */
@Injectable()
export class IdentityChanges {
  private readonly listeners: Listener[] = [];

  /** Call it once, in the constructor or `onModuleInit` of whoever keeps figures per customer. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  async announce(tx: Tx, change: IdentityChange): Promise<void> {
    // Whoever listens has heard of it when it happened.
    if (isRebuild(tx)) return;
    for (const listener of this.listeners) await listener(tx, change);
  }
}
