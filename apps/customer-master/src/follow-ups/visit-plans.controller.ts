import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CustomerMasterConfig } from '../config.js';
import { dayOf } from '../relationships/rules/day.js';
import { FollowUpViews } from './follow-up-views.service.js';
import { daysOfWeek, overlapsOf, weekOf } from './rules/visit-plan.js';
import { VisitPlanQuery, VisitPlanResponse } from './visit-plan.dto.js';

/** Visits that a plan shows. */
const mostVisits = 200;

/** The visits of somebody, week by week. */
@ApiTags('follow-ups')
@Controller('visit-plans')
export class VisitPlansController {
  constructor(
    private readonly views: FollowUpViews,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @Get()
  @RequirePermission('sales:read')
  @ApiOperation({
    summary: 'The visits of a week',
    description:
      'Planned and done ones, for customers that you see, and all of your own; those that overlap name each other.',
  })
  @ApiOkResponse({ type: VisitPlanResponse, description: 'The week, day by day.' })
  read(@Query() query: VisitPlanQuery, @CurrentUser() user: User): Promise<VisitPlanResponse> {
    const timeZone = this.config.BUSINESS_TIME_ZONE;
    const { employeeId = user.id, week = weekOf(dayOf(new Date(), timeZone)) } = query;
    const days = daysOfWeek(week);
    if (!days) throw new ValidationFailed([{ pointer: '/week', message: noSuchWeek }]);
    const [from, to] = [days[0]!, days[6]!];
    return this.transactions.run(async (tx) => {
      const found = await this.views.visits(tx, employeeId, { from, to, timeZone, limit: mostVisits + 1 }, user);
      const visits = found.slice(0, mostVisits);
      const overlaps = overlapsOf(visits.map(({ id, visit }) => ({ id, ...visit! })));
      const shown = await this.views.show(tx, visits, user);
      const planned = shown.map((followUp, at) => {
        const begins = dayOf(visits[at]!.visit!.plannedFrom, timeZone);
        // One that goes on from the week before is on the first day.
        return { day: begins < from ? from : begins, followUp, overlapsWith: overlaps.get(followUp.id)! };
      });
      const byDay = days.map((day) => ({
        day,
        visits: planned.flatMap(({ day: on, ...visit }) => (on === day ? [visit] : [])),
      }));
      return { employeeId, week, days: byDay, truncated: found.length > mostVisits };
    });
  }
}

const noSuchWeek = { zh: '没有这一周', en: 'is no week of that year' };
