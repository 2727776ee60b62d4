import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { beginOf, endOf } from '../calendars/rules/business-day.js';
import type { ServiceDeskConfig } from '../config.js';
import { GapsQuery, GapsResponse, toGapsResponse } from './gaps.dto.js';
import type { Period } from './gaps.repository.js';
import { GapsService } from './gaps.service.js';

const day = 86_400_000;

@ApiTags('Articles')
@Controller('articles/gaps')
export class GapsController {
  constructor(
    private readonly gaps: GapsService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  @Get()
  @RequirePermission('knowledge:write')
  @ApiOperation({
    summary: 'Report where articles are missing',
    description:
      'Groups of cases by product, kind and what their customers say, with which no article was used and to which none of ' +
      'today’s articles is similar: a new article closes its gap at once. Of cases of the own department, for users who ' +
      'may see all, of every case.',
  })
  @ApiOkResponse({ type: GapsResponse, description: 'The report.' })
  report(@Query() { from, to, minCases, limit }: GapsQuery, @CurrentUser() user: User): Promise<GapsResponse> {
    return this.transactions.run(async (tx) => {
      const period = periodOf(from, to, await databaseNow(tx), this.config.BUSINESS_TIME_ZONE);
      return toGapsResponse(await this.gaps.report(tx, period, minCases, user), limit);
    });
  }
}

function periodOf(from: string | undefined, to: string | undefined, now: Date, timeZone: string): Period {
  const end = to === undefined ? now : endOf(to, timeZone);
  const begin = from === undefined ? new Date(end.getTime() - 30 * day) : beginOf(from, timeZone);
  const length = end.getTime() - begin.getTime();
  if (length <= 0 || length > 366 * day) {
    const message = { zh: '须在结束时间之前，且相距不超过 366 天', en: 'must lie at most 366 days before `to`' };
    throw new ValidationFailed([{ pointer: '/from', message }]);
  }
  return { from: begin, to: end };
}
