import { type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { handOverTimer, HandOverWrites } from './hand-over-writes.js';
import { HandOversRepository } from './hand-overs.repository.js';
import { Responsibilities } from './responsibilities.service.js';
import { abandoned, expired } from './rules/hand-over.js';

/** A hand-over that nobody answers goes back, and a superior is told; or whoever made it, where nobody is left to answer. */
@Injectable()
export class HandOverExpiry {
  constructor(
    private readonly repository: HandOversRepository,
    private readonly responsibilities: Responsibilities,
    private readonly writes: HandOverWrites,
  ) {}

  @OnTimer(handOverTimer)
  async expire(tx: Tx, { aggregateId: id, dueAt: now }: DueTimer): Promise<void> {
    const seen = await this.repository.lock(tx, id);
    if (seen?.state !== 'offered' || seen.expiresAt > now) return;
    const tell = await this.responsibilities.superiorOf(tx, seen.from);
    await this.writes.answer(tx, expired(seen, tell, now));
  }

  /** Nobody can accept any more what was offered to somebody who has left. */
  async abandon(tx: Tx, leaver: string, now: Date): Promise<void> {
    for (const handOver of await this.repository.lockOpenTo(tx, leaver))
      await this.writes.answer(tx, abandoned(handOver, now));
  }
}
