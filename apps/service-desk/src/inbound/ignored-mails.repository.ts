import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { IgnoredReason } from './rules/mail.js';

/** Rows of `ignored_mail`: mails that nobody wrote, by their id only. */
@Injectable()
export class IgnoredMailsRepository {
  /** Why the mail was ignored; null: it was not. */
  async find(tx: Tx, id: string): Promise<IgnoredReason | null> {
    const [row] = await tx.query<{ reason: IgnoredReason }[]>(
      'SELECT reason FROM ignored_mail WHERE external_id = $1',
      [id],
    );
    return row?.reason ?? null;
  }

  async add(tx: Tx, id: string, reason: IgnoredReason, receivedAt: Date, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO ignored_mail (external_id, reason, received_at, recorded_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [id, reason, receivedAt, now],
    );
  }
}
