import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { systemActor } from '../customers/actor.js';
import { ChangedCustomers } from '../matching/changed-customers.service.js';
import { MatchRunAtWork } from './match-runs.errors.js';
import { MatchRuns } from './match-runs.service.js';

/**
 * Every night whoever has changed is compared anew. The timer is one for all replicas and fires once; its first time was
 * armed by the migration. What a night leaves out, the next one finds: who has changed stays noted until a run is over.
 */
@Injectable()
export class NightlyMatchRun {
  private readonly logger = new Logger(NightlyMatchRun.name);

  constructor(
    private readonly runs: MatchRuns,
    private readonly changed: ChangedCustomers,
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @OnTimer('match-run.nightly')
  async nightly(tx: Tx, timer: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    // The first one, of the migration, is no night: it only waits for one.
    if (timer.epoch > 0) await this.start(tx, now);
    await this.timers.arm(tx, { ...timer, epoch: 1, dueAt: await this.nextNight(tx, now) });
  }

  private async start(tx: Tx, now: Date): Promise<void> {
    const mode = this.config.MATCH_NIGHTLY;
    if (mode === 'off' || !(await this.changed.any(tx))) return;
    try {
      const wish = { mode, scope: 'changed', train: false } as const;
      await tx.transaction((savepoint) => this.runs.start(savepoint, wish, systemActor('match-runs'), now));
    } catch (error) {
      if (!(error instanceof MatchRunAtWork)) throw error;
      this.logger.warn('no nightly match run: another run is at work');
    }
  }

  /** The next moment at which the clocks of the firm show the time. */
  private async nextNight(tx: Tx, now: Date): Promise<Date> {
    const { MATCH_NIGHTLY_AT: time, BUSINESS_TIME_ZONE: zone } = this.config;
    const [row] = await tx.query<{ at: Date }[]>(
      `SELECT min(night) AS at FROM generate_series(0, 2) AS days,
         LATERAL (SELECT (($1::timestamptz AT TIME ZONE $3)::date + days + $2::time) AT TIME ZONE $3 AS night) AS nights
       WHERE night > $1`,
      [now, time, zone],
    );
    return row!.at;
  }
}
