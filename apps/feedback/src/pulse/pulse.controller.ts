import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { PulseResponse } from './pulse.dto.js';
import { PulseService } from './pulse.service.js';

@ApiTags('Customer pulse')
@Controller('customers')
export class PulseController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly pulse: PulseService,
  ) {}

  @Get(':id/pulse')
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'How satisfied a customer has been',
    description:
      'Over every id that is this customer today; a merged id answers for the survivor. ' +
      "404 also when the customer is not of the user's department.",
  })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'The customer.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @ApiOkResponse({ type: PulseResponse, description: 'Last scores and the series.' })
  of(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<PulseResponse> {
    return this.transactions.run((tx) => this.pulse.of(tx, id, user));
  }
}
