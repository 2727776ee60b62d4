import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiRedemptionId } from './api-redemption-id.js';
import { ApiCustomerId } from '../accounts/api-customer-id.js';
import { RedeemRequest, RedemptionReceipt, RedemptionResponse } from './redemptions.dto.js';
import { RedemptionReader } from './redemption-reader.js';
import { RedemptionsService } from './redemptions.service.js';

@ApiTags('redemptions')
@Controller()
export class RedemptionsController {
  constructor(
    private readonly redemptions: RedemptionsService,
    private readonly reader: RedemptionReader,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('accounts/:customerId/redemptions')
  @RequirePermission('loyalty:redeem')
  @ApiOperation({
    summary: 'Spends points of a customer.',
    description:
      'Takes them from all accounts of the customer, the oldest first, and never more than there are, however many requests come at once.',
  })
  @ApiCustomerId()
  @ApiCreatedResponse({ type: RedemptionReceipt, description: 'Redeemed.' })
  @ApiProblem(409, 'insufficient-points', 'customer-merged')
  redeem(
    @Command() run: RunCommand,
    @Param('customerId', ParseUUIDPipe) customerId: string,
    @Body() body: RedeemRequest,
    @CurrentUser() user: User,
  ): Promise<RedemptionReceipt> {
    return run(async (tx) => {
      const redemption = await this.redemptions.redeem(tx, customerId, body, user, new Date());
      const receipt = await this.reader.receiptOf(tx, redemption, user);
      return new Answer(receipt, { location: `/loyalty/v1/redemptions/${redemption.id}` });
    });
  }

  @Get('redemptions/:id')
  @RequirePermission('loyalty:read')
  @ApiOperation({ summary: 'Reads a redemption.' })
  @ApiRedemptionId()
  @ApiOkResponse({ type: RedemptionResponse, description: 'The redemption.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<RedemptionResponse> {
    return this.transactions.run(async (tx) =>
      this.reader.responseOf(tx, await this.redemptions.find(tx, id, user), user),
    );
  }

  @Post('redemptions/:id/cancel')
  @HttpCode(200)
  @RequirePermission('loyalty:redeem')
  @ApiOperation({
    summary: 'Cancels a redemption.',
    description:
      'The points go back to the accounts they came from, whoever these belong to by now; what such an account owes is repaid first. Cancelling again changes nothing and answers the same.',
  })
  @ApiRedemptionId()
  @ApiOkResponse({ type: RedemptionReceipt, description: 'Cancelled, now or before.' })
  cancel(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<RedemptionReceipt> {
    return run(async (tx) => this.reader.receiptOf(tx, await this.redemptions.cancel(tx, id, user, new Date()), user));
  }
}
