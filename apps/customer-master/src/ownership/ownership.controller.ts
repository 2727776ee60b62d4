import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerChecks } from './owner-checks.service.js';
import { AssignOwnerRequest } from './ownership.dto.js';
import { OwnershipResponse } from './ownership.response.js';

/** Who owns a customer: exactly one department, usually one employee of it. */
@ApiTags('ownership')
@Controller('customers/:id/owner')
export class OwnershipController {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly checks: OwnerChecks,
    private readonly owners: OwnerChanges,
  ) {}

  @Put()
  @RequirePermission('customer:assign')
  @ApiOperation({
    summary: 'Give a customer another owner',
    description:
      'From then on the new department sees the customer and the former one does not. The employee has to work in the department, ' +
      'and the department to exist, where the deployment knows any. No rule moves the customer afterwards; a hand-over that waits for ' +
      'its answer is withdrawn.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: OwnershipResponse, description: 'The new owner.' })
  @ApiProblem(409, 'customer-merged')
  assign(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: AssignOwnerRequest,
    @CurrentUser() user: User,
  ): Promise<OwnershipResponse> {
    const now = new Date();
    return run(async (tx) => {
      const customer = await this.changes.lock(tx, id, user, version);
      const owner = await this.checks.owner(tx, body);
      await this.owners.assign(tx, customer, owner, { cause: 'by_hand', by: user.id }, now);
      return { ...owner, version: customer.version };
    });
  }
}
