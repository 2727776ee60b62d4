import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { beginOf, endOf } from '../calendars/rules/business-day.js';
import type { ServiceDeskConfig } from '../config.js';
import { WithdrawalCountResponse, WithdrawalsQuery } from './endings.dto.js';
import { WithdrawalsService } from './withdrawals.service.js';

@ApiTags('Cases')
@Controller('withdrawals')
export class WithdrawalsController {
  constructor(
    private readonly withdrawals: WithdrawalsService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  @Get()
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Count withdrawn cases by who withdrew them and why',
    description:
      'Of the own department, or of all for who may see all. Each withdrawal counts when it happened, as `withdrawn` of `GET /kpis` ' +
      'does, also of a case that was reopened since (`reopened`). Most first, at most 1,000 lines. The cases that are withdrawn ' +
      'now: `GET /cases?state=withdrawn`.',
  })
  @ApiOkResponse({ type: [WithdrawalCountResponse], description: 'The counts.' })
  counts(@Query() query: WithdrawalsQuery, @CurrentUser() user: User): Promise<WithdrawalCountResponse[]> {
    const zone = this.config.BUSINESS_TIME_ZONE;
    const [from, to] = [beginOf(query.from, zone), endOf(query.to, zone)];
    if (to <= from) {
      const message = { zh: '结束时间须晚于开始时间', en: 'Must be after the begin.' };
      throw new ValidationFailed([{ pointer: '/to', message }]);
    }
    return this.transactions.run((tx) => this.withdrawals.counts(tx, user, from, to));
  }
}
