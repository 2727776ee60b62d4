import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import { Rescans } from './rescans.service.js';
import { nextNight } from './rules/next-night.js';
import { Thresholds } from './thresholds.service.js';

/** What happens by the clock: recency decays, and the thresholds follow the customers. */
@Injectable()
export class ValueTimers {
  constructor(
    private readonly thresholds: Thresholds,
    private readonly rescans: Rescans,
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** Every night: new thresholds, then every customer, then the next night. The first one was armed by the migration. */
  @OnTimer('value.nightly')
  async nightly(tx: Tx, _timer: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    await this.thresholds.renew(tx, now);
    await this.rescans.start(tx, 'nightly', now);
    const dueAt = nextNight(now, this.config.NIGHTLY_SCORING_HOUR, this.config.BUSINESS_TIME_ZONE);
    await this.timers.arm(tx, {
      kind: 'value.nightly',
      aggregateId: 'all',
      epoch: Math.floor(dueAt.getTime() / 3_600_000),
      dueAt,
    });
  }

  /** Many purchases have come since the thresholds were made. */
  @OnTimer('value.thresholds')
  async checkThresholds(tx: Tx, timer: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    if (!(await this.thresholds.isOutdated(tx, timer.epoch))) return;
    if (await this.thresholds.renew(tx, now)) await this.rescans.start(tx, 'purchases', now);
  }

  @OnTimer('value.rescan')
  async rescan(tx: Tx, timer: DueTimer): Promise<void> {
    await this.rescans.continue(tx, Number(timer.aggregateId), timer.epoch, await databaseNow(tx));
  }
}
