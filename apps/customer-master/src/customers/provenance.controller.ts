import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { ApiCustomerId } from './api-customer-id.js';
import { ProvenanceViews } from './provenance-views.service.js';
import { ProvenanceResponse } from './provenance.response.js';
import { Verifications } from './verifications.service.js';

export class VerifyRequest {
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: 100,
    example: ['/names/legal', '/contactPoints/phone'],
    description: 'Fields as provenance names them. Left out: all that the customer has.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(120, { each: true })
  fields?: string[];
}

/** Where values come from, and who made sure of them. */
@ApiTags('customers')
@Controller('customers/:id')
export class ProvenanceController {
  constructor(
    private readonly views: ProvenanceViews,
    private readonly verifications: Verifications,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('provenance')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Where each value of a customer comes from',
    description:
      'With the records that say the same, what others say instead, how sure and how fresh the value is, and the pin or the verification ' +
      'that decided. Order of belief: pin > verified > trust in the source > most recent; an empty value never wins.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: ProvenanceResponse, description: 'Value by value.' })
  provenance(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ProvenanceResponse> {
    return this.transactions.run(async (tx) => ({ fields: await this.views.find(tx, id, user, new Date()) }));
  }

  @Post('verifications')
  @HttpCode(200)
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Say that values are right as of now',
    description:
      'A verified value wins over what more trusted systems say without verification, until somebody verifies another one. It is fresh ' +
      'from now on. It moves with the customer in a merge and goes back with it in an unmerge.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: ProvenanceResponse, description: 'All values after it.' })
  @ApiProblem(409, 'customer-merged')
  verify(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { fields }: VerifyRequest,
    @CurrentUser() user: User,
  ): Promise<ProvenanceResponse> {
    const now = new Date();
    return run(async (tx) => {
      await this.verifications.verify(tx, id, fields, user, now);
      return { fields: await this.views.find(tx, id, user, now) };
    });
  }
}
