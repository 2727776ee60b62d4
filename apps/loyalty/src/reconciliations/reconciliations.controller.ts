import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReconciliationResponse } from './reconciliations.dto.js';
import { ReconciliationsService } from './reconciliations.service.js';

@ApiTags('reconciliations')
@Controller('reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly reconciliations: ReconciliationsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('loyalty:reconcile')
  @ApiOperation({
    summary: 'Compares every balance, order line and redemption with the ledger.',
    description: 'Changes nothing and keeps nothing. Reads all postings, so it takes its time on a large ledger.',
  })
  @ApiOkResponse({ type: ReconciliationResponse, description: 'What was compared, and every difference.' })
  reconcile(): Promise<ReconciliationResponse> {
    return this.transactions.run(async (tx) => ({
      checkedAt: new Date().toISOString(),
      ...(await this.reconciliations.reconcile(tx)),
    }));
  }
}
