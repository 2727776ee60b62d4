import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReconciliationResponse, toResponse } from './reconciliation.dto.js';
import { ReconciliationService } from './reconciliation.service.js';

@ApiTags('SLA')
@Controller('sla/reconciliation')
export class ReconciliationController {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk:reconcile')
  @ApiOperation({
    summary: 'Whether every deadline is what it should be',
    description:
      'Once a day, and by command, every open clock is computed anew from what happened, the version of the policy and ' +
      'the version of the calendar, and compared with what is stored. Differences are listed and never repaired silently.',
  })
  @ApiOkResponse({ type: ReconciliationResponse, description: 'The last comparison, and one that is under way.' })
  find(): Promise<ReconciliationResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.reconciliation.newest(tx)));
  }
}
