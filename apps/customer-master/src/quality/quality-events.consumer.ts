import type { EventByType } from '@crm/contracts';
import { ProjectBatch } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { QualityScoresRepository } from './quality-scores.repository.js';

/** A rebuild notes everybody: every score is made anew. */
const readModel = { name: 'quality-due@1', tables: ['quality_due'] };

/**
 * Notes whose score is to be made anew. Every change of a customer ends with its card, also a merge (of both ids); so the
 * registration itself costs nothing more. A bounce changes nothing of the customer and is told apart.
 */
@Controller()
export class QualityEventsConsumer {
  constructor(private readonly scores: QualityScoresRepository) {}

  @ProjectBatch(['customer.card', 'message.bounced'], { readModel })
  async mark(tx: Tx, events: readonly EventByType<'customer.card' | 'message.bounced'>[]): Promise<void> {
    await this.scores.mark(
      tx,
      events.map(({ data }) => data.customerId),
    );
  }
}
