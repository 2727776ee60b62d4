import type { ClosingOutcome } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { type BadAnswer, FollowUp } from './follow-up.entity.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import type { BadScore } from './rules/bad-score.js';

/** The closed loop: a bad answer, the case that service-desk opens for it, and whether it helped. */
@Injectable()
export class FollowUpsService {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Asks service-desk for a case, once per answer. */
  async request(tx: Tx, about: BadAnswer, why: BadScore, now: Date): Promise<void> {
    const [followUp, event] = FollowUp.request(about, why, newId(), now);
    await this.repository.add(tx, followUp);
    await this.outbox.append(tx, event);
  }

  async caseOpened(tx: Tx, followUpId: string, caseId: string): Promise<void> {
    const [followUp] = await this.repository.lock(tx, { id: followUpId });
    if (followUp?.caseOpened(caseId)) await this.repository.save(tx, followUp);
  }

  async caseClosed(
    tx: Tx,
    caseId: string,
    closing: { cycle: number; outcome: ClosingOutcome; closedAt: Date },
  ): Promise<void> {
    for (const followUp of await this.repository.lock(tx, { followUpCaseId: caseId })) {
      if (followUp.caseClosed(closing)) await this.repository.save(tx, followUp);
    }
  }

  async caseMerged(tx: Tx, caseId: string, intoId: string): Promise<void> {
    for (const followUp of await this.repository.lock(tx, { followUpCaseId: caseId })) {
      followUp.caseMerged(intoId);
      await this.repository.save(tx, followUp);
    }
  }

  /** Whether the case was opened for a follow-up. */
  isFollowUpCase(tx: Tx, caseId: string): Promise<boolean> {
    return this.repository.hasCase(tx, caseId);
  }
}
