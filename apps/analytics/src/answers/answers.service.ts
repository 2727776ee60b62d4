import type { ResponseReceived } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';

/** The read model of survey answers: the scores only, the words stay in feedback. */
@Injectable()
export class Answers {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** Of two accounts of one answer the later one counts. */
  async record(tx: Tx, event: ResponseReceived): Promise<void> {
    const { responseId, customerId, caseId, nps, csat, answeredAt } = event.data;
    await tx.query(
      `INSERT INTO fact_feedback AS known (response_id, customer_id, case_id, nps, csat, answered_at, day, event_id)
       VALUES ($1, $2, $3, $4, $5, $6, ($6::timestamptz AT TIME ZONE $8)::date, $7)
       ON CONFLICT (response_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, case_id = EXCLUDED.case_id,
         nps = EXCLUDED.nps, csat = EXCLUDED.csat, answered_at = EXCLUDED.answered_at, day = EXCLUDED.day,
         event_id = EXCLUDED.event_id
       WHERE (known.answered_at, known.event_id) < (EXCLUDED.answered_at, EXCLUDED.event_id)`,
      [responseId, customerId, caseId, nps, csat, answeredAt, event.id, this.config.BUSINESS_TIME_ZONE],
    );
  }
}
