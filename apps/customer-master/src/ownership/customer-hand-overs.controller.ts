import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { HandOverResponse } from './hand-over.response.js';
import { HandOverViews } from './hand-over-views.service.js';
import { OfferHandOverRequest } from './hand-overs.dto.js';
import { HandOvers } from './hand-overs.service.js';
import { OwnerChecks } from './owner-checks.service.js';

const defaultHours = 72;

/** A customer is offered to another owner. */
@ApiTags('ownership')
@Controller('customers/:id/hand-overs')
export class CustomerHandOversController {
  constructor(
    private readonly handOvers: HandOvers,
    private readonly changes: CustomerChanges,
    private readonly checks: OwnerChecks,
    private readonly views: HandOverViews,
  ) {}

  @Post()
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Offer a customer to another owner',
    description:
      'By the owner, whoever answers for the owner now, the supervisor, or who assigns owners there. Until it is accepted nothing ' +
      'changes. One hand-over of a customer at a time.',
  })
  @ApiCustomerId()
  @ApiBody({
    type: OfferHandOverRequest,
    examples: {
      colleague: {
        summary: 'To a colleague',
        value: { toEmployeeId: 'E1051', toDepartment: 'sales-south', reason: 'region' },
      },
      department: {
        summary: 'To whoever of a department takes it',
        value: { toDepartment: 'sales-south', reason: 'workload' },
      },
    },
  })
  @ApiCreatedResponse({ type: HandOverResponse, description: 'Offered.' })
  @ApiProblem(403, 'hand-over-not-yours')
  @ApiProblem(409, 'customer-merged', 'hand-over-open', 'hand-over-impossible')
  offer(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OfferHandOverRequest,
    @CurrentUser() user: User,
  ): Promise<HandOverResponse> {
    const now = new Date();
    const { toEmployeeId, toDepartment, reason, note = null, expiresInHours } = body;
    const wish = { employeeId: toEmployeeId ?? null, department: toDepartment ?? null };
    if (wish.employeeId === null && wish.department === null)
      throw new ValidationFailed([{ pointer: '/toEmployeeId', message: toWhom }]);
    return run(async (tx) => {
      const customer = await this.changes.lock(tx, id, user);
      const to = await this.checks.owner(tx, wish, { employeeId: '/toEmployeeId', department: '/toDepartment' });
      const offer = { kind: 'offer' as const, to, reason, note, expiresInHours: expiresInHours ?? defaultHours };
      const handOver = await this.handOvers.offer(tx, customer, offer, user, now);
      const location = `/customer-master/v1/hand-overs/${handOver.id}`;
      return new Answer(await this.views.one(tx, handOver, user), { location });
    });
  }
}

const toWhom = { zh: 'toEmployeeId 与 toDepartment 至少填写一个', en: 'give toEmployeeId, toDepartment or both' };
