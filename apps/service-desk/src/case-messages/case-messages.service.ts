import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** Which case each message to a customer was about, so that its answer finds the case. */
@Injectable()
export class CaseMessagesService {
  /** In the transaction that asks for the message. */
  async remember(tx: Tx, messageId: string, caseId: string, now: Date): Promise<void> {
    await tx.query('INSERT INTO case_message (message_id, case_id, sent_at) VALUES ($1, $2, $3)', [
      messageId,
      caseId,
      now,
    ]);
  }

  /** The case of each of these messages that was about one. */
  async casesOf(tx: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; caseId: string }[]>(
      'SELECT message_id AS id, case_id AS "caseId" FROM case_message WHERE message_id = ANY ($1)',
      [messageIds],
    );
    return new Map(rows.map(({ id, caseId }) => [id, caseId]));
  }
}
