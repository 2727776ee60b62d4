import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { AssignOwnerRequest } from './ownership.dto.js';
import { OwnershipResponse } from './ownership.response.js';

/** Who owns a customer: exactly one department, usually one employee of it. */
@ApiTags('ownership')
@Controller('customers/:id/owner')
export class OwnershipController {
  constructor(private readonly changes: CustomerChanges) {}

  @Put()
  @RequirePermission('customer:assign')
  @ApiOperation({
    summary: 'Give a customer another owner',
    description: 'From then on the new department sees the customer and the former one does not.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: OwnershipResponse, description: 'The new owner.' })
  @ApiProblem(409, 'customer-merged')
  assign(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { employeeId, department }: AssignOwnerRequest,
    @CurrentUser() user: User,
  ): Promise<OwnershipResponse> {
    const now = new Date();
    return run(async (tx) => {
      const owner = { employeeId, department };
      const customer = await this.changes.change(tx, { id, by: user, version, now }, (found) =>
        found.assign(owner, now),
      );
      return { ...owner, version: customer.version };
    });
  }
}
