import type { CustomerStatus, IntakeChannel, MessageChannel, MessagePurpose, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** A customer as known here, with every id that is the same customer today. */
export interface KnownCaller {
  customerId: string;
  ids: string[];
  /** Null: no card has arrived. */
  kind: 'person' | 'organisation' | null;
  displayName: string | null;
  status: CustomerStatus | null;
  ownerEmployeeId: string | null;
  ownerDepartment: string | null;
  level: ValueLevel | null;
  contactable: { channel: MessageChannel; purpose: MessagePurpose }[] | null;
  nps: number | null;
  npsAt: Date | null;
  csat: number | null;
  csatAt: Date | null;
}

/** Words that are still sealed, with who wrote them when. */
export interface SealedText {
  kind: 'subject' | 'intake' | 'note' | 'reply';
  id: string;
  caseId: string;
  sealed: string;
  at: Date | null;
  byEmployeeId: string | null;
  byDepartment: string | null;
  /** Of a contact. */
  channel: IntakeChannel | null;
  /** Of a reply. */
  delivery: string | null;
  answers: number | null;
}

/** A recurring problem that a case belongs to. */
export interface CaseProblem {
  id: string;
  state: string;
  productId: string | null;
  causeId: string;
  openedAt: Date;
}

/** What is read around a case, with one statement for each kind of thing, however much there is. */
@Injectable()
export class ContextRepository {
  async customer(tx: Tx, customerId: string): Promise<KnownCaller> {
    const [row] = await tx.query<KnownCaller[]>(
      `WITH RECURSIVE up AS (
         SELECT $1::uuid AS id, 0 AS depth
         UNION ALL
         SELECT card.merged_into, up.depth + 1 FROM up JOIN customer_card card ON card.customer_id = up.id
         WHERE card.merged_into IS NOT NULL AND up.depth < 50),
       survivor AS (SELECT id FROM up ORDER BY depth DESC LIMIT 1),
       cluster AS (
         SELECT id, 0 AS depth FROM survivor
         UNION ALL
         SELECT card.customer_id, cluster.depth + 1 FROM cluster JOIN customer_card card ON card.merged_into = cluster.id
         WHERE cluster.depth < 50)
       SELECT survivor.id AS "customerId", (SELECT array_agg(id) FROM cluster) AS ids, card.kind,
              card.display_name AS "displayName", card.status, card.owner_employee_id AS "ownerEmployeeId",
              card.owner_department AS "ownerDepartment", card.level, card.contactable,
              recommended.nps, recommended.nps_at AS "npsAt", satisfied.csat, satisfied.csat_at AS "csatAt"
       FROM survivor
       LEFT JOIN customer_card card ON card.customer_id = survivor.id
       LEFT JOIN LATERAL (SELECT nps, nps_at FROM customer_pulse WHERE customer_id IN (SELECT id FROM cluster)
                          AND nps IS NOT NULL ORDER BY nps_at DESC LIMIT 1) recommended ON true
       LEFT JOIN LATERAL (SELECT csat, csat_at FROM customer_pulse WHERE customer_id IN (SELECT id FROM cluster)
                          AND csat IS NOT NULL ORDER BY csat_at DESC LIMIT 1) satisfied ON true`,
      [customerId],
    );
    return row!;
  }

  problemsOf(tx: Tx, caseId: string): Promise<CaseProblem[]> {
    return tx.query<CaseProblem[]>(
      `SELECT p.id, p.state, p.product_id AS "productId", p.cause_id AS "causeId", p.opened_at AS "openedAt"
       FROM problem_case pc JOIN problem p ON p.id = pc.problem_id WHERE pc.case_id = $1 ORDER BY p.opened_at`,
      [caseId],
    );
  }

  /** The subject of each of these cases, and the last contacts, notes and replies of one, the newest first. */
  texts(tx: Tx, caseId: string, others: readonly string[], most: { intakes: number; notes: number; replies: number }) {
    return tx.query<SealedText[]>(
      `(SELECT DISTINCT ON (case_id) 'subject' AS kind, id, case_id AS "caseId", subject AS sealed,
               NULL::timestamptz AS at, NULL AS "byEmployeeId", NULL AS "byDepartment", NULL AS channel, NULL AS delivery,
               NULL::bigint AS answers
        FROM intake WHERE case_id = ANY ($2) ORDER BY case_id, id)
       UNION ALL
       (SELECT 'intake', id, case_id, words, received_at, NULL, NULL, channel, NULL, NULL
        FROM intake WHERE case_id = $1 ORDER BY received_at DESC, id DESC LIMIT $5)
       UNION ALL
       (SELECT 'note', id, case_id, words, at, by_employee_id, by_department, NULL, NULL, NULL
        FROM case_entry WHERE case_id = $1 AND type = 'case.noted' ORDER BY position DESC LIMIT $3)
       UNION ALL
       (SELECT 'reply', r.id, r.case_id, r.words, r.written_at, r.by_employee_id, r.by_department, NULL, r.delivery,
               (SELECT count(*) FROM reply_answer a WHERE a.reply_id = r.id)
        FROM reply r WHERE r.case_id = $1 ORDER BY r.id DESC LIMIT $4)`,
      [caseId, others, most.notes, most.replies, most.intakes],
    );
  }
}
