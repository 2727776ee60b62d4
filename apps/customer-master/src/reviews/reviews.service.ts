import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { Merging } from '../identity/merging.service.js';
import { Unmerging } from '../identity/unmerging.service.js';
import { NothingDecided, PairNotOpen, PairReserved } from './reviews.errors.js';
import { type Decision, type Review, ReviewsRepository } from './reviews.repository.js';

const minute = 60_000;
/** How long a pair that somebody was given belongs to nobody else. */
const reservedMs = 15 * minute;

/** What a reviewer says. */
export type Verdict =
  | { decision: 'match'; reason: string }
  | { decision: 'different'; reason: string | null }
  | { decision: 'later'; until: Date };

/** How a person decides about customers that may be one. */
@Injectable()
export class Reviews {
  constructor(
    private readonly reviews: ReviewsRepository,
    private readonly merging: Merging,
    private readonly unmerging: Unmerging,
  ) {}

  /** The most urgent pair that nobody else looks at; undefined when there is none. */
  async next(tx: Tx, kind: CustomerKind | undefined, by: Actor, now: Date): Promise<Review | undefined> {
    const id = await this.reviews.reserve(tx, by.id, kind, now, new Date(now.getTime() + reservedMs));
    return id ? this.reviews.find(tx, id) : undefined;
  }

  /** @throws NotFound, PairNotOpen, PairReserved, and what a merge throws */
  async decide(tx: Tx, id: string, verdict: Verdict, by: Actor, now: Date): Promise<void> {
    const review = await this.reviews.lock(tx, id);
    if (!review) throw new NotFound();
    if (review.state !== 'open') throw new PairNotOpen(review.state);
    const { reservedBy, reservedUntil } = review;
    if (reservedBy && reservedBy !== by.id && reservedUntil! > now) throw new PairReserved(reservedUntil!);
    if (verdict.decision === 'later') return this.reviews.hold(tx, id, null, verdict.until);
    const { decision, reason } = verdict;
    const merge = verdict.decision === 'match' ? await this.unite(tx, review, verdict.reason, by, now) : null;
    await this.reviews.decide(tx, id, { decision, reason, mergeId: merge, decidedBy: by.id, decidedAt: now });
  }

  /**
   * Takes a decision back: a match is unmerged, "different" forbids nothing any more; the pair is open again.
   * @throws NotFound, NothingDecided, and what an unmerge throws
   */
  async undo(tx: Tx, id: string, reason: string, by: Actor, now: Date): Promise<Decision> {
    const review = await this.reviews.lock(tx, id);
    if (!review) throw new NotFound();
    const decision = await this.reviews.decisionOf(tx, id);
    if (!decision) throw new NothingDecided();
    if (decision.mergeId) await this.unmerging.undo(tx, decision.mergeId, reason, by, now);
    await this.reviews.undo(tx, id, decision.id, by.id, now);
    return decision;
  }

  private async unite(tx: Tx, { lowId, highId }: Review, reason: string, by: Actor, now: Date): Promise<string> {
    return (await this.merging.merge(tx, lowId, highId, reason, by, now)).mergeId;
  }
}
