import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { departmentLimit } from '../customers/current-customer.sql.js';
import { ScoresQuery, ScoresResponse } from './score.dto.js';
import { ScoresService } from './scores.service.js';

@ApiTags('Scores')
@Controller('scores')
export class ScoresController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly scores: ScoresService,
  ) {}

  @Get()
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'NPS or CSAT with n, interval and response rate',
    description:
      'The score is of the answers given in the period; issued, sent and returned are of the invitations planned in it. ' +
      "A user of department scope gets the figures of the customers that the user's department owns today.",
  })
  @ApiOkResponse({ type: ScoresResponse, description: 'The score, over all and by group.' })
  score(@Query() query: ScoresQuery, @CurrentUser() user: User): Promise<ScoresResponse> {
    const from = query.from ? new Date(query.from) : null;
    const to = query.to ? new Date(query.to) : null;
    if (from && to && from >= to) {
      throw new ValidationFailed([{ pointer: '/to', message: { zh: '必须晚于 from', en: 'to must be after from' } }]);
    }
    return this.transactions.run((tx) =>
      this.scores.score(tx, query.metric, { by: query.by, from, to, department: departmentLimit(user) }),
    );
  }
}
