import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { storable } from '../consumer/dead-letters.js';

/** Why nothing was decided. */
export type Refusal =
  | { refused: 'absent' }
  /** Somebody decided before. */
  | { refused: 'decided' }
  /** An earlier letter of its aggregate has to be decided first. */
  | { refused: 'waits'; behind: string };

/** What was decided about one message, and what came of it. */
export interface Decision {
  action: 'replay' | 'retry' | 'discard';
  outcome: 'replayed' | 'failed' | 'requeued' | 'discarded';
  /** Why a replay failed; null otherwise. */
  error: string | null;
  /** Why it was discarded; null otherwise. */
  reason: string | null;
  /** Subject of the token of whoever decided. */
  decidedBy: string;
  decidedAt: Date;
}

/** The message that was decided about. */
export type Subject = {
  topic: string;
  eventId: string | null;
  eventType: string | null;
  aggregateId: string | null;
} & ({ letterId: string; consumer: string } | { outboxPosition: number });

/** The record of what operators decided: never changed, never pruned, without content. */
@Injectable()
export class Decisions {
  async add(
    tx: Tx,
    subject: Subject,
    { action, outcome, error, reason, decidedBy, decidedAt }: Decision,
  ): Promise<void> {
    const letter = 'letterId' in subject ? subject : null;
    const position = 'outboxPosition' in subject ? subject.outboxPosition : null;
    await tx.query(
      `INSERT INTO delivery_decision (id, kind, letter_id, outbox_position, consumer, topic, event_id, event_type,
         aggregate_id, action, outcome, error, reason, decided_by, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        uuidv7(),
        letter ? 'dead_letter' : 'outbox',
        letter?.letterId ?? null,
        position,
        letter?.consumer ?? null,
        subject.topic,
        subject.eventId,
        subject.eventType,
        subject.aggregateId,
        action,
        outcome,
        error && storable(error.slice(0, 2_000)),
        reason,
        decidedBy,
        decidedAt,
      ],
    );
  }

  /** Oldest first, of a letter (its id) or an outbox row (its position). */
  of(tx: Tx, subject: { letterId: string } | { outboxPosition: number }): Promise<Decision[]> {
    const [column, value] =
      'letterId' in subject ? ['letter_id', subject.letterId] : ['outbox_position', subject.outboxPosition];
    return tx.query(
      `SELECT action, outcome, error, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"
       FROM delivery_decision WHERE ${column} = $1 ORDER BY id`,
      [value],
    );
  }
}
