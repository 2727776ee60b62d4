import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CustomerViews } from '../customers/customer-views.service.js';
import { explain } from '../identity/rules/scoring/explain.js';
import { decodeVector } from '../identity/rules/scoring/vector.js';
import { MatchModels } from '../matching/match-models.service.js';
import type { ReviewResponse, ReviewSummary } from './reviews.dto.js';
import { type Review, ReviewsRepository } from './reviews.repository.js';

/** What a reviewer sees of a pair. */
@Injectable()
export class ReviewDetails {
  constructor(
    private readonly reviews: ReviewsRepository,
    private readonly models: MatchModels,
    private readonly views: CustomerViews,
  ) {}

  async page(
    tx: Tx,
    ...args: Parameters<ReviewsRepository['page']> extends [Tx, ...infer Rest] ? Rest : never
  ): Promise<ReviewSummary[]> {
    return (await this.reviews.page(tx, ...args)).map(toSummary);
  }

  /** @throws NotFound also when one of both is outside of the user's scope */
  async find(tx: Tx, id: string, user: User): Promise<ReviewResponse> {
    const review = await this.reviews.find(tx, id);
    if (!review) throw new NotFound();
    const customers = await this.views.findAll(tx, [review.lowId, review.highId], user);
    if (customers.length < (review.state === 'match' ? 1 : 2) && user.scope !== 'all') throw new NotFound();
    const { fields, prior, limited } = await this.explained(tx, review);
    const decision = await this.reviews.decisionOf(tx, id);
    return {
      ...toSummary(review),
      modelVersion: review.modelVersion,
      customers,
      evidence: fields
        .map(({ field, fieldLabel, level, levelLabel, weight }) => ({
          field,
          label: fieldLabel,
          level,
          levelLabel,
          weight: rounded(weight),
        }))
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
      prior: rounded(prior),
      limited: rounded(limited),
      decision: decision
        ? {
            decision: decision.decision,
            mergeId: decision.mergeId,
            reason: decision.reason,
            decidedBy: decision.decidedBy,
            decidedAt: decision.decidedAt.toISOString(),
          }
        : null,
    };
  }

  /** Nothing where two were taken apart that no model had compared. */
  private async explained(tx: Tx, { kind, modelVersion, vector, attributes }: Review) {
    const known = await this.models.find(tx, kind, modelVersion);
    if (!known) return { fields: [], prior: 0, limited: 0 };
    const { model } = this.models.judgeOf(known.model, attributes);
    return explain(decodeVector(vector), model, this.models.hash);
  }
}

const toSummary = (review: Review): ReviewSummary => ({
  id: review.id,
  customerIds: [review.lowId, review.highId],
  kind: review.kind,
  state: review.state,
  probability: review.probability,
  priority: review.priority,
  strong: review.strong,
  reservedBy: review.reservedBy,
  reservedUntil: review.reservedUntil?.toISOString() ?? null,
  judgedAt: review.judgedAt.toISOString(),
});

const rounded = (bits: number): number => Math.round(bits * 100) / 100;
