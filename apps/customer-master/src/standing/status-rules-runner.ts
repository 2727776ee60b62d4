import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LostWatch } from './lost-watch.service.js';
import { StatusRules } from './status-rules.service.js';

/** Its epoch is the version of the rules. */
export const statusRulesTimer = 'standing.rules';
export const statusRulesAggregate = 'status-rules';

const customersAtOnce = 100;

/** After a change of the rules: every active customer is looked at by the new ones, some per firing of a durable timer. */
@Injectable()
export class StatusRulesRunner {
  constructor(
    private readonly rules: StatusRules,
    private readonly watch: LostWatch,
    private readonly timers: Timers,
  ) {}

  @OnTimer(statusRulesTimer)
  async goOn(tx: Tx, { aggregateId, epoch, dueAt: now }: DueTimer): Promise<void> {
    const application = await this.rules.lockApplication(tx, epoch);
    // A newer version looks at everybody itself.
    if (!application || application.appliedAt || (await this.rules.active(tx)).version !== epoch) return;
    const ids = await this.next(tx, application.doneTo);
    for (const id of ids) await this.watch.look(tx, id, now);
    application.doneTo = ids.at(-1) ?? application.doneTo;
    const isDone = ids.length < customersAtOnce;
    if (isDone) application.appliedAt = new Date(Math.max(now.getTime(), Date.now()));
    await this.rules.saveApplication(tx, application);
    if (isDone) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: statusRulesTimer, aggregateId, epoch, dueAt });
  }

  /** Locked, so that whoever changes one of them comes before or after the new watch, not between. */
  private async next(tx: Tx, after: string | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer WHERE status = 'active' AND merged_into IS NULL AND withdrawn_at IS NULL AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT $2 FOR UPDATE`,
      [after, customersAtOnce],
    );
    return rows.map(({ id }) => id);
  }
}
