import type { EventDraft } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx, violatedConstraint } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { HandOversRepository } from './hand-overs.repository.js';
import { OwnerChecks } from './owner-checks.service.js';
import { HandOverOpen } from './ownership.errors.js';
import type { HandOver } from './rules/hand-over.js';

/** Fires when nobody answered in time. Its aggregate is the hand-over. */
export const handOverTimer = 'ownership.hand-over';

/** Writes hand-overs and tells of them. */
@Injectable()
export class HandOverWrites {
  constructor(
    private readonly repository: HandOversRepository,
    private readonly checks: OwnerChecks,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  async add(tx: Tx, [handOver, fact]: [HandOver, EventDraft]): Promise<HandOver> {
    try {
      await this.repository.add(tx, handOver);
    } catch (error) {
      // The customer is locked, so only a bug elsewhere lets two in; the database refuses the second one all the same.
      if (violatedConstraint(error) === 'hand_over_one_open') throw new HandOverOpen(null);
      throw error;
    }
    const dueAt = handOver.expiresAt;
    await this.timers.arm(tx, { kind: handOverTimer, aggregateId: handOver.id, epoch: 1, dueAt });
    await this.outbox.append(tx, fact);
    return handOver;
  }

  async answer(tx: Tx, [handOver, fact]: [HandOver, EventDraft]): Promise<HandOver> {
    await this.repository.save(tx, handOver);
    if (handOver.state !== 'expired') await this.timers.cancel(tx, handOverTimer, handOver.id);
    await this.outbox.append(tx, fact);
    return handOver;
  }

  /** Whether the receiver is still one. */
  isPossible(tx: Tx, owner: HandOver['to']): Promise<boolean> {
    return this.checks.isPossible(tx, owner);
  }
}
