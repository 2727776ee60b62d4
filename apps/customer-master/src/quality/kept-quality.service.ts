import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { QualityScoresRepository } from './quality-scores.repository.js';
import type { ShownQuality } from './quality.parts.js';

/** Reasons that a summary names. */
const mostReasons = 3;

/** The quality of a customer as it was last judged; seconds behind a change. */
@Injectable()
export class KeptQuality {
  constructor(private readonly scores: QualityScoresRepository) {}

  /** Undefined before the first judgement. */
  async of(tx: Tx, customerId: string): Promise<ShownQuality | undefined> {
    const kept = await this.scores.find(tx, customerId);
    return kept && { score: kept.score, reasons: kept.reasons.slice(0, mostReasons), asOf: kept.computedAt };
  }
}
