import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { ContextResponse } from './context.dto.js';
import { toContextResponse } from './context.response.js';
import { ContextService } from './context.service.js';

@ApiTags('Cases')
@Controller('cases/:id/context')
export class ContextController {
  constructor(
    private readonly context: ContextService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Read everything that one needs to take up a case',
    description:
      'The case, its customer with what not to touch, the other cases of the customer, the problems that it belongs to, its ' +
      'last contacts, notes and replies. The wider picture is `GET /customer-master/v1/customers/{id}/overview`.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: ContextResponse, description: 'The case and what stands around it.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ContextResponse> {
    return this.transactions.run(async (tx) => toContextResponse(await this.context.of(tx, id, user)));
  }
}
