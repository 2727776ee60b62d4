import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../accounts/api-customer-id.js';
import { AdjustmentResponse, AdjustRequest } from './adjustments.dto.js';
import { AdjustmentsService } from './adjustments.service.js';

@ApiTags('accounts')
@Controller('accounts')
export class AdjustmentsController {
  constructor(private readonly adjustments: AdjustmentsService) {}

  @Post(':customerId/adjustments')
  @RequirePermission('loyalty:adjust')
  @ApiOperation({
    summary: 'Gives or takes points by hand.',
    description:
      "Points given go to the customer's own account, where they repay first what it owes; points taken come from all accounts, the oldest first, and never more than can be spent.",
  })
  @ApiCustomerId()
  @ApiCreatedResponse({ type: AdjustmentResponse, description: 'Booked.' })
  @ApiProblem(400, 'adjustment-too-large')
  @ApiProblem(409, 'insufficient-points', 'customer-merged')
  adjust(
    @Command() run: RunCommand,
    @Param('customerId', ParseUUIDPipe) customerId: string,
    @Body() { points, reason }: AdjustRequest,
    @CurrentUser() user: User,
  ): Promise<AdjustmentResponse> {
    return run(async (tx) => {
      const now = new Date();
      const adjustment = await this.adjustments.adjust(tx, customerId, points, reason, user, now);
      return { ...adjustment, points, adjustedAt: now.toISOString(), adjustedBy: user.id };
    });
  }
}
