import type { ResponseReceived } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';

const readModel = { name: 'customer-pulse@1', tables: ['customer_pulse'] };

/** Keeps the last recommendation and the last satisfaction of every customer id, in whatever order answers are told. */
@Controller()
export class ScoresConsumer {
  @Project('response.received', { readModel })
  async keep(tx: Tx, { data: { customerId, nps, csat, answeredAt } }: ResponseReceived): Promise<void> {
    await tx.query(
      `INSERT INTO customer_pulse AS known (customer_id, nps, nps_at, csat, csat_at)
       VALUES ($1, $2::integer, CASE WHEN $2::integer IS NULL THEN NULL ELSE $4::timestamptz END,
               $3::integer, CASE WHEN $3::integer IS NULL THEN NULL ELSE $4::timestamptz END)
       ON CONFLICT (customer_id) DO UPDATE SET
         nps = CASE WHEN ${isNewer('nps')} THEN EXCLUDED.nps ELSE known.nps END,
         nps_at = CASE WHEN ${isNewer('nps')} THEN EXCLUDED.nps_at ELSE known.nps_at END,
         csat = CASE WHEN ${isNewer('csat')} THEN EXCLUDED.csat ELSE known.csat END,
         csat_at = CASE WHEN ${isNewer('csat')} THEN EXCLUDED.csat_at ELSE known.csat_at END`,
      [customerId, nps, csat, answeredAt],
    );
  }
}

const isNewer = (score: 'nps' | 'csat'): string => `EXCLUDED.${score}_at > coalesce(known.${score}_at, '-infinity')`;
