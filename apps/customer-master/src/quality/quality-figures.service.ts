import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { dayOf } from '../relationships/rules/day.js';
import { type DayFilter, QualityDaysRepository } from './quality-days.repository.js';
import type {
  QualityGroup,
  QualityOverviewResponse,
  QualityQuery,
  QualityTrendDay,
  QualityTrendQuery,
} from './quality.dto.js';
import { dayAfter, daysBetween, numberOfDay } from './rules/days.js';
import { figuresOf, type QualitySums, worstReasons } from './rules/figures.js';
import { reasonText } from './rules/reasons.js';

const mostReasons = 10;
const mostDays = 400;
const usualDays = 30;

/** The figures of quality over customers, as far as a user sees them. */
@Injectable()
export class QualityFiguresService {
  constructor(
    private readonly days: QualityDaysRepository,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  /** By the last measurement. */
  async overview(tx: Tx, query: QualityQuery, user: User): Promise<QualityOverviewResponse> {
    const latest = await this.days.latest(tx);
    const rows = latest ? await this.days.ofDay(tx, latest.day, filterOf(query, user)) : [];
    const departments = [...new Set(rows.map(({ department }) => department))];
    return {
      asOf: latest?.measuredAt.toISOString() ?? null,
      rulesVersion: latest?.rulesVersion ?? null,
      total: groupOf(rows),
      departments: departments.map((department) => ({
        department,
        ...groupOf(rows.filter((row) => row.department === department)),
      })),
    };
  }

  /** Day by day, with gaps where nothing was measured. @throws ValidationFailed for too many days */
  async trend(tx: Tx, query: QualityTrendQuery, user: User, now: Date): Promise<QualityTrendDay[]> {
    const { from, to } = this.period(query, now);
    const filter = filterOf(query, user);
    const measured = new Map((await this.days.measured(tx, from, to)).map((each) => [each.day, each]));
    const rows = await this.days.between(tx, from, to, filter);
    // Decisions are about two customers, so they belong to no department or kind.
    const isAll = filter.scope === null && filter.department === undefined && filter.kind === undefined;
    const reviews = isAll ? await this.days.reviews(tx, from, to, this.config.BUSINESS_TIME_ZONE) : [];
    return daysBetween(from, to).map((day) => {
      const review = reviews.find((each) => each.day === day);
      return {
        day,
        measuredAt: measured.get(day)?.measuredAt.toISOString() ?? null,
        rulesVersion: measured.get(day)?.rulesVersion ?? null,
        figures: figuresOf(rows.filter((row) => row.day === day)),
        reviewed: isAll ? (review?.reviewed ?? 0) : null,
        matchShare: review ? Number((review.matched / review.reviewed).toFixed(4)) : null,
      };
    });
  }

  private period(query: QualityTrendQuery, now: Date): { from: string; to: string } {
    const to = query.to ?? dayOf(now, this.config.BUSINESS_TIME_ZONE);
    const from = query.from ?? dayAfter(to, 1 - usualDays);
    const days = numberOfDay(to) - numberOfDay(from) + 1;
    if (days < 1) throw new ValidationFailed([{ pointer: '/to', message: backwards }]);
    if (days > mostDays) throw new ValidationFailed([{ pointer: '/from', message: tooLong }]);
    return { from, to };
  }
}

const backwards = { zh: '不能早于起始日', en: 'must not be before `from`' };
const tooLong = { zh: `最多 ${mostDays} 天`, en: `at most ${mostDays} days` };

/** Somebody of no department sees nobody's customers. */
const filterOf = ({ department, kind }: QualityQuery, user: User): DayFilter => ({
  scope: scopeOf(user),
  department,
  kind,
});

/** The department whose customers a user sees; null: all. */
export const scopeOf = ({ scope, department }: Pick<User, 'scope' | 'department'>): string | null =>
  scope === 'all' ? null : (department ?? '');

const groupOf = (rows: readonly QualitySums[]): QualityGroup => ({
  figures: figuresOf(rows),
  worstReasons: worstReasons(rows, mostReasons).map(({ code, field, customers }) => ({
    code,
    field,
    ...reasonText(code, field),
    customers,
  })),
});
