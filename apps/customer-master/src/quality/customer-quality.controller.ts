import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomerViews } from '../customers/customer-views.service.js';
import { CustomerQualityResponse, toCustomerQuality, VerifiedTodayRequest } from './customer-quality.dto.js';
import { QualityScores } from './quality-scores.service.js';
import { VerifiedToday } from './verified-today.service.js';

/** How good the record of one customer is. */
@ApiTags('data quality')
@Controller('customers/:id/quality')
export class CustomerQualityController {
  constructor(
    private readonly views: CustomerViews,
    private readonly scores: QualityScores,
    private readonly verifiedToday: VerifiedToday,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'How good the record of a customer is, and why',
    description: 'Judged now, field by field. The reasons add up to what is missing to 100. No value is shown.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: CustomerQualityResponse, description: 'The score with its reasons.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<CustomerQualityResponse> {
    const now = new Date();
    return this.transactions.run(async (tx) => {
      const customer = await this.views.survivorFor(tx, id, user);
      return this.explained(tx, customer.id, now);
    });
  }

  @Post('verified-today')
  @HttpCode(200)
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Say that all is right as of today',
    description:
      'One click after a conversation: `POST /customers/{id}/verifications` of all names, contact points and addresses. The score rises ' +
      'at once.',
  })
  @ApiCustomerId()
  @ApiBody({
    type: VerifiedTodayRequest,
    examples: {
      all: { summary: 'Everything that was talked about', value: {} },
      phone: { summary: 'The phone only', value: { fields: ['/contactPoints/phone'] } },
    },
  })
  @ApiOkResponse({ type: CustomerQualityResponse, description: 'The score after it.' })
  @ApiProblem(409, 'customer-merged')
  verify(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { fields }: VerifiedTodayRequest,
    @CurrentUser() user: User,
  ): Promise<CustomerQualityResponse> {
    const now = new Date();
    return run(async (tx) => {
      await this.verifiedToday.verify(tx, id, fields, user, now);
      return this.explained(tx, id, now);
    });
  }

  private async explained(tx: Tx, id: string, now: Date): Promise<CustomerQualityResponse> {
    const explained = await this.scores.explain(tx, id, now);
    if (!explained) throw new NotFound();
    return toCustomerQuality(id, explained, now);
  }
}
