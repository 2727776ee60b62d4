import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound } from '@crm/platform/problem';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { sourceRecordExamples } from './customer.examples.js';
import { SourceRecordRequest } from './register-customer.dto.js';
import { CustomerResponse } from './customer.response.js';
import { CustomerViews } from './customer-views.service.js';
import { refuseReservedSource } from './customers.errors.js';
import { Registrations } from './registrations.service.js';
import { SourceRecordsRepository } from './source-records.repository.js';

export class SourceRecordPath {
  @ApiProperty({ type: String, pattern: '^[a-z][a-z0-9_-]{0,39}$', example: 'erp', description: 'The system.' })
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/)
  source: string;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: 'K-1001',
    description: "The customer's id there.",
  })
  @Matches(/^[^\s\p{C}](?:[^\p{C}]{0,98}[^\s\p{C}])?$/u)
  sourceId: string;
}

/** Customers by the ids that other systems know them by. */
@ApiTags('customers')
@Controller('customers/by-source/:source/:sourceId')
export class CrosswalkController {
  constructor(
    private readonly registrations: Registrations,
    private readonly records: SourceRecordsRepository,
    private readonly views: CustomerViews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({ summary: "Find a customer by a system's id" })
  @ApiOkResponse({ type: CustomerResponse, description: 'The customer.' })
  find(@Param() { source, sourceId }: SourceRecordPath, @CurrentUser() user: User): Promise<CustomerResponse> {
    return this.transactions.run(async (tx) => {
      const record = await this.records.find(tx, { source, sourceId });
      if (!record) throw new NotFound();
      return this.views.find(tx, record.customerId, user);
    });
  }

  @Put()
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: "Give a system's record of a customer in its newest form",
    description:
      'A record that is not known goes to the customer it certainly is, else a customer is registered. A known record stays with its ' +
      'customer. The same content again, or an older observation, changes nothing; therefore no If-Match is asked for.',
  })
  @ApiBody({ type: SourceRecordRequest, examples: sourceRecordExamples })
  @ApiCreatedResponse({ type: CustomerResponse, description: 'The record was not known before.' })
  @ApiOkResponse({ type: CustomerResponse, description: 'The record was known.' })
  @ApiProblem(409, 'duplicate-customer', 'kind-differs')
  put(
    @Command() run: RunCommand,
    @Param() { source, sourceId }: SourceRecordPath,
    @Body() body: SourceRecordRequest,
    @CurrentUser() user: User,
  ): Promise<CustomerResponse> {
    refuseReservedSource(source, '/source');
    const now = new Date();
    const { observedAt, ...customer } = body;
    const reference = { source, sourceId, observedAt: observedAt ? new Date(observedAt) : now };
    return run(async (tx) => {
      const { customerId, outcome } = await this.registrations.upsert(tx, reference, { ...customer }, user, now);
      const isNew = outcome === 'registered' || outcome === 'attached';
      return new Answer(await this.views.find(tx, customerId, user), { status: isNew ? 201 : 200 });
    });
  }
}
