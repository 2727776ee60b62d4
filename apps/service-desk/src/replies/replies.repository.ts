import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan } from 'typeorm';
import { Reply } from './reply.entity.js';

/** What a customer wrote back to a reply; the contact itself is an intake of the case. */
export interface AnswerRow {
  intakeId: string;
  replyId: string;
  number: number;
  receivedAt: Date;
  /** Sealed, as the words of the intake. */
  words: string;
}

/** Rows of `reply` and `reply_answer`. Changed under the lock of the case. */
@Injectable()
export class RepliesRepository {
  async add(tx: Tx, reply: Reply): Promise<void> {
    await tx.insert(Reply, reply);
  }

  async save(tx: Tx, { id, delivery, reason, channel, toldAt, readAt }: Reply): Promise<void> {
    await tx.update(Reply, { id }, { delivery, reason, channel, toldAt, readAt });
  }

  find(tx: Tx, by: { messageId: string } | { tokenHash: string }): Promise<Reply | null> {
    return tx.findOneBy(Reply, by);
  }

  /** The case of each of these messages that tells of a reply. */
  async casesOf(tx: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
    const replies = await tx.findBy(Reply, { messageId: In([...messageIds]) });
    return new Map(replies.map(({ messageId, caseId }) => [messageId!, caseId]));
  }

  /** The newest first, behind an id. */
  ofCase(tx: Tx, caseId: string, behind: string | null, limit: number): Promise<Reply[]> {
    return tx.find(Reply, {
      where: { caseId, ...(behind === null ? {} : { id: LessThan(behind) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** What one customer can read of a case: replies that were meant for that one, the newest first. */
  shown(tx: Tx, caseId: string, upTo: string, limit: number): Promise<Reply[]> {
    return tx
      .createQueryBuilder(Reply, 'r')
      .where('r.case_id = :caseId AND r.withdrawn_at IS NULL AND r.id <= :upTo', { caseId, upTo })
      .orderBy('r.id', 'DESC')
      .take(limit)
      .getMany();
  }

  async withdrawLinks(tx: Tx, caseIds: readonly string[], now: Date): Promise<void> {
    await tx.update(Reply, { caseId: In([...caseIds]), withdrawnAt: IsNull() }, { withdrawnAt: now });
  }

  /** What was answered to these, in the order in which it came. */
  answersTo(tx: Tx, replyIds: readonly string[]): Promise<AnswerRow[]> {
    return tx.query<AnswerRow[]>(
      `SELECT a.intake_id AS "intakeId", a.reply_id AS "replyId", a.number, i.received_at AS "receivedAt", i.words
       FROM reply_answer a JOIN intake i ON i.id = a.intake_id WHERE a.reply_id = ANY ($1) ORDER BY a.intake_id`,
      [replyIds],
    );
  }

  /** Lets one answer to a reply wait for the other. */
  async lockAnswers(tx: Tx, replyId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`reply:${replyId}`]);
  }

  /** How many answers there are, and, if this one is one of them, when it came and to which case. */
  async answered(
    tx: Tx,
    replyId: string,
    fingerprint: string,
  ): Promise<{ count: number; receivedAt: Date | null; caseId: string | null }> {
    const [row] = await tx.query<{ count: number; receivedAt: Date | null; caseId: string | null }[]>(
      `SELECT count(*) AS count, max(i.received_at) FILTER (WHERE a.fingerprint = $2) AS "receivedAt",
              max(i.case_id::text) FILTER (WHERE a.fingerprint = $2) AS "caseId"
       FROM reply_answer a JOIN intake i ON i.id = a.intake_id WHERE a.reply_id = $1`,
      [replyId, fingerprint],
    );
    return row!;
  }

  async addAnswer(
    tx: Tx,
    answer: { intakeId: string; replyId: string; number: number; fingerprint: string },
  ): Promise<void> {
    await tx.query('INSERT INTO reply_answer (intake_id, reply_id, number, fingerprint) VALUES ($1, $2, $3, $4)', [
      answer.intakeId,
      answer.replyId,
      answer.number,
      answer.fingerprint,
    ]);
  }
}
