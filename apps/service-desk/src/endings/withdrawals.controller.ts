import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WithdrawalCountResponse, WithdrawalsQuery } from './endings.dto.js';
import { WithdrawalsService } from './withdrawals.service.js';

@ApiTags('Cases')
@Controller('withdrawals')
export class WithdrawalsController {
  constructor(
    private readonly withdrawals: WithdrawalsService,
    private readonly transactions: TransactionRunner,
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
    const [from, to] = [new Date(query.from), new Date(query.to)];
    if (to <= from) {
      const message = { zh: '结束时间须晚于开始时间', en: 'Must be after the begin.' };
      throw new ValidationFailed([{ pointer: '/to', message }]);
    }
    return this.transactions.run((tx) => this.withdrawals.counts(tx, user, from, to));
  }
}
