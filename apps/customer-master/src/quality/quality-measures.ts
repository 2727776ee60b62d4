import { QualityMeasured } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { dayOf } from '../relationships/rules/day.js';
import {
  type GroupSums,
  type MeasuredDay,
  QualityDaysRepository,
  type QualityDayRow,
} from './quality-days.repository.js';
import { QualityRules } from './quality-rules.service.js';
import { numberOfDay } from './rules/days.js';
import { together } from './rules/figures.js';
import { restAfter } from './rules/rest.js';

const shortestPauseMs = 30_000;

/**
 * Measures the quality of all customers again and again. The last measurement of a business day stands for it and is
 * told once the day is over; a day on which nothing ran has no measurement, and none is invented for it later.
 */
@Injectable()
export class QualityMeasures {
  constructor(
    private readonly days: QualityDaysRepository,
    private readonly rules: QualityRules,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @OnTimer('quality.measure')
  async measure(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const began = performance.now();
    const measuredAt = new Date(Math.max(dueAt.getTime(), Date.now()));
    const day = dayOf(measuredAt, this.config.BUSINESS_TIME_ZONE);
    for (const over of await this.days.unpublished(tx, day)) await this.publish(tx, over);
    const { version: rulesVersion } = await this.rules.active(tx);
    await this.days.put(tx, { day, measuredAt, rulesVersion }, await this.sums(tx));
    const pauseMs = restAfter(performance.now() - began, shortestPauseMs);
    const next = new Date(Math.max(dueAt.getTime() + 1, Date.now() + pauseMs));
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: next });
  }

  private async sums(tx: Tx): Promise<GroupSums[]> {
    const groups = new Map<string, GroupSums[]>();
    for await (const slice of this.days.slices(tx))
      for (const sums of slice) {
        const name = `${sums.kind} ${sums.department}`;
        groups.set(name, [...(groups.get(name) ?? []), sums]);
      }
    return [...groups.values()].map((parts) => {
      const { department, kind } = parts[0]!;
      return { department, kind, ...together(parts.map(({ department: _, kind: __, ...sums }) => sums)) };
    });
  }

  /** One event per department. */
  private async publish(tx: Tx, { day, measuredAt, rulesVersion }: MeasuredDay): Promise<void> {
    const rows = await this.days.ofDay(tx, day, { scope: null, department: undefined, kind: undefined });
    const departments = [...new Set(rows.map(({ department }) => department))];
    const events = departments.map((department) =>
      QualityMeasured.draft({
        time: measuredAt,
        customerId: null,
        aggregateId: department,
        aggregateVersion: numberOfDay(day),
        data: {
          department,
          day,
          measuredAt: measuredAt.toISOString(),
          rulesVersion,
          kinds: rows.filter((row) => row.department === department).map(summaryOf),
        },
      }),
    );
    await this.outbox.append(tx, ...events);
    await this.days.notePublished(tx, day);
  }
}

/** Tenths, since events carry whole numbers. */
const tenths = (sum: number): number => Math.round(sum * 10);

const summaryOf = (row: QualityDayRow) => ({
  kind: row.kind,
  customers: row.customers,
  scoreTenths: tenths(row.score),
  completenessTenths: tenths(row.completeness),
  validityTenths: tenths(row.validity),
  freshnessTenths: tenths(row.freshness),
  uniquenessTenths: tenths(row.uniqueness),
  complete: row.complete,
  valid: row.valid,
  fresh: row.fresh,
  duplicates: row.duplicates,
  pairEnds: row.pairEnds,
});
