import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** How long an event that was taken is known again. A year and a month: an ERP may send its last year anew. */
export const intakeKeptDays = 400;

const hourMs = 3_600_000;

/** Forgets events that nobody will send again, some per firing of a timer that arms itself again. */
@Injectable()
export class IntakeSweep {
  mostAtOnce = 2_000;

  constructor(private readonly timers: Timers) {}

  @OnTimer('intake.sweep')
  async sweep(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const [, forgotten] = await tx.query<[unknown, number]>(
      `DELETE FROM intake_event WHERE (source, event_id) IN (
         SELECT source, event_id FROM intake_event WHERE received_at < now() - make_interval(days => $1)
         ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [intakeKeptDays, this.mostAtOnce],
    );
    const pauseMs = forgotten < this.mostAtOnce ? hourMs : 0;
    const next = new Date(Math.max(dueAt.getTime() + 1, Date.now() + pauseMs));
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: next });
  }
}
