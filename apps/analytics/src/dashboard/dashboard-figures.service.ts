import { type ValueLevel, valueLevels } from '@crm/contracts';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { businessDay } from '../business-day.js';
import type { AnalyticsConfig } from '../config.js';
import type { KpiName } from '../kpis/kpi-registry.js';
import { Kpis } from '../kpis/kpis.service.js';
import type { Cell, Question } from '../kpis/question.js';
import { monthsOf, type Period, twelveMonthsTo } from '../kpis/rules/period.js';
import { PurchaseFigures } from '../purchases/purchase-figures.js';
import { lorenzCurve, type LorenzPoint } from '../value/rules/lorenz.js';
import { ValueFigures } from '../value/value-figures.js';

/** Business of one month. */
export interface MonthFigures {
  /** `YYYY-MM`. */
  month: string;
  /** Customers with a paid order. */
  customers: number;
  orders: number;
  revenueMinor: number;
  /** Not to be shown to this reader. */
  hidden: boolean;
}

/** Customers of one level. */
export interface LevelFigures {
  level: ValueLevel;
  customers: number;
  revenueMinor: number;
  /** Not to be shown to this reader. */
  hidden: boolean;
}

/** Everything that the dashboard shows, in numbers. */
export interface DashboardFigures {
  asOf: Date;
  period: Period;
  /** ISO 4217 code of the amounts. */
  currency: string;
  kpis: (Cell & { name: KpiName; hidden: boolean })[];
  months: MonthFigures[];
  levels: LevelFigures[];
  curve: LorenzPoint[];
}

/** The figures of the strip at the top, in this order. */
const strip: readonly KpiName[] = [
  'customers_by_level',
  'active_customers',
  'revenue',
  'orders',
  'average_order_value',
  'repurchase_rate',
  'nps',
  'csat',
  'cases_opened',
  'complaint_rate',
  'resolution_hours_p50',
  'resolution_hours_p90',
  'sla_breach_rate',
  'points_issued',
  'points_redeemed',
];

/** Reads the figures of the dashboard in one transaction. */
@Injectable()
export class DashboardFiguresReader {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly kpis: Kpis,
    private readonly purchases: PurchaseFigures,
    private readonly values: ValueFigures,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** The figures as they are at `now`, over the twelve months up to then; nothing is hidden. */
  read(now: Date): Promise<DashboardFigures> {
    const period = twelveMonthsTo(businessDay(now, this.config.BUSINESS_TIME_ZONE));
    const question: Question = { ...period, by: null, now };
    return this.transactions.run(async (tx) => {
      const kpis: DashboardFigures['kpis'] = [];
      for (const name of strip) kpis.push({ name, ...(await this.kpis.total(tx, name, question)), hidden: false });
      return {
        asOf: now,
        period,
        currency: this.config.REPORTING_CURRENCY,
        kpis,
        months: await this.months(tx, question),
        levels: await this.levels(tx),
        curve: lorenzCurve(await this.values.steps(tx)),
      };
    });
  }

  private async months(tx: Tx, question: Question): Promise<MonthFigures[]> {
    const trade = await this.purchases.trade(tx, { ...question, by: 'month' });
    return monthsOf(question).map((month) => {
      const { customers = 0, orders = 0, revenueMinor = 0 } = trade.find(({ key }) => key === month) ?? {};
      return { month, customers, orders, revenueMinor, hidden: false };
    });
  }

  private async levels(tx: Tx): Promise<LevelFigures[]> {
    const counts = await this.values.distribution(tx);
    return valueLevels.map((level) => {
      const { customers = 0, revenueMinor = 0 } = counts.find((one) => one.level === level) ?? {};
      return { level, customers, revenueMinor, hidden: false };
    });
  }
}
