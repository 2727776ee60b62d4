import { type CaseKind, type SlaMetric, slaMetrics, type ValueLevel } from '@crm/contracts';
import { databaseNow, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { dayOf, firstDayOf, lastDayOf } from '../calendars/rules/business-day.js';
import type { ServiceDeskConfig } from '../config.js';
import { UsedTimes } from '../sla/used-times.service.js';
import type { Grouping } from './kpi-sources.js';
import { type KpiQuestion, KpisRepository } from './kpis.repository.js';
import { countNames, type Figures, figuresOf, type Gathered, nothing, tallyOf, totalOf } from './rules/figures.js';
import { type Limits, limitsOf } from './rules/limits.js';
import { daysOf, mostDays, type Period, periodOf } from './rules/period.js';

/** What somebody wants to know; left out: everything that the user may see. */
export interface KpiWish extends Partial<Limits> {
  /** First and last day, or instants. */
  from?: string;
  to?: string;
  groupBy?: Grouping;
  metrics?: readonly SlaMetric[];
  kind?: CaseKind;
  level?: ValueLevel;
}

export interface KpiAnswer extends Period {
  asOf: Date;
  groupBy: Grouping | null;
  /** By key; empty without grouping. */
  groups: { key: string; figures: Figures }[];
  total: Figures;
}

const clocksPerRead = 20_000;

/** How the desk does, computed from what stands in the database at one moment. */
@Injectable()
export class KpisService {
  constructor(
    private readonly repository: KpisRepository,
    private readonly usedTimes: UsedTimes,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** Needs a transaction in which nothing was read yet. @throws ValidationFailed */
  async answer(tx: Tx, wish: KpiWish, user: User): Promise<KpiAnswer> {
    await this.repository.freeze(tx);
    const asOf = await databaseNow(tx);
    const question = this.questionOf(wish, user, asOf);
    const gathered = new Map<string, Gathered>();
    const group = (key: string): Gathered => {
      let one = gathered.get(key);
      if (!one) gathered.set(key, (one = nothing()));
      return one;
    };
    await this.count(tx, question, group);
    await this.measure(tx, question, asOf, group);
    await this.measureOpen(tx, question, asOf, group);
    await this.measureHoldings(tx, question, group);
    const { from, to, groupBy } = question;
    const groups = groupBy ? [...gathered].sort(([a], [b]) => (a < b ? -1 : 1)) : [];
    return {
      ...{ from, to, asOf, groupBy },
      groups: groups.map(([key, one]) => ({ key, figures: figuresOf(one) })),
      total: figuresOf(groupBy ? totalOf(gathered.values()) : group('')),
    };
  }

  private questionOf(wish: KpiWish, user: User, now: Date): KpiQuestion {
    const timeZone = this.config.BUSINESS_TIME_ZONE;
    const asked = {
      ...(wish.from !== undefined && { from: firstDayOf(wish.from, timeZone) }),
      ...(wish.to !== undefined && { to: lastDayOf(wish.to, timeZone) }),
    };
    const period = periodOf(asked, dayOf(now, timeZone));
    const days = daysOf(period);
    if (days < 1) throw new ValidationFailed([{ pointer: '/to', message: messages.backwards }]);
    if (days > mostDays) throw new ValidationFailed([{ pointer: '/from', message: messages.long }]);
    const { groupBy = null, metrics = slaMetrics, kind = null, level = null } = wish;
    return { ...period, ...limitsOf(user, wish), timeZone, groupBy, metrics, kind, level };
  }

  private async count(tx: Tx, question: KpiQuestion, group: (key: string) => Gathered): Promise<void> {
    for (const { key, ...counts } of await this.repository.counts(tx, question)) {
      for (const name of countNames) group(key).counts[name] += counts[name] ?? 0;
    }
  }

  private async measure(tx: Tx, question: KpiQuestion, now: Date, group: (key: string) => Gathered): Promise<void> {
    for (const { key, metric, ended, left, ...sums } of await this.repository.clocks(tx, question, now)) {
      Object.assign(tallyOf(group(key), metric), { ...sums, ended: secondsOf(ended), open: secondsOf(left) });
    }
  }

  /** What goes on is computed for this moment. */
  private async measureOpen(tx: Tx, question: KpiQuestion, now: Date, group: (key: string) => Gathered): Promise<void> {
    for await (const rows of this.repository.uncounted(tx, question, now, clocksPerRead)) {
      const used = await this.usedTimes.of(
        tx,
        rows.map(({ waits, ...row }) => ({ ...row, ...instantsOf(row), waits: (waits ?? []).map(toPause) })),
      );
      for (const [index, { key, metric, isMet }] of rows.entries()) {
        const tally = tallyOf(group(key), metric);
        const { activeSeconds, waitedSeconds } = used[index]!;
        (isMet ? tally.ended : tally.open).push(activeSeconds);
        tally.active += activeSeconds;
        tally.waited += waitedSeconds;
      }
    }
  }

  private async measureHoldings(tx: Tx, question: KpiQuestion, group: (key: string) => Gathered): Promise<void> {
    const rows = await this.repository.holdings(tx, question);
    const spans = rows.map((row) => ({ ...row, ...instantsOf(row), waits: [], longestWait: 0 }));
    const used = await this.usedTimes.of(tx, spans);
    for (const [index, { key }] of rows.entries()) group(key).held.push(used[index]!.activeSeconds);
  }
}

const messages = {
  backwards: { zh: '结束日期不得早于开始日期', en: 'The period ends before it begins.' },
  long: { zh: `期间最长 ${mostDays} 天`, en: `A period has at most ${mostDays} days.` },
};

const secondsOf = (written: string | null): number[] => (written === null ? [] : written.split(',').map(Number));

const instantsOf = ({ from, until }: { from: number; until: number }) => ({
  from: new Date(from),
  until: new Date(until),
});

const toPause = ([from, to]: [number, number | null]) => ({
  from: new Date(from),
  to: to === null ? null : new Date(to),
});
