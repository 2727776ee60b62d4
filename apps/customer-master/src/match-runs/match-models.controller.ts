import type { CustomerKind } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound } from '@crm/platform/problem';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { type KnownModel, MatchModels } from '../matching/match-models.service.js';
import { MatchModelResponse, MatchModelsResponse } from './match-runs.dto.js';
import { NoCandidateModel } from './match-runs.errors.js';

export class MatchModelPath {
  @ApiProperty({ enum: ['person', 'organisation'], example: 'person', description: 'Kind of customers.' })
  @IsIn(['person', 'organisation'])
  kind: CustomerKind;

  @ApiProperty({
    type: String,
    pattern: '^[\\w.-]{1,60}$',
    example: 'trained-01981a2b-6666-7000-8000-000000000001',
    description: 'Name of the model.',
  })
  @Matches(/^[\w.-]{1,60}$/)
  version: string;
}

/** The models by which customers are compared. */
@ApiTags('identity')
@Controller('match-models')
export class MatchModelsController {
  constructor(
    private readonly models: MatchModels,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer-rules:read')
  @ApiOperation({ summary: 'List models', description: 'In force, waiting for approval, and former ones.' })
  @ApiOkResponse({ type: MatchModelsResponse, description: 'All models.' })
  list(): Promise<MatchModelsResponse> {
    return this.transactions.run(async (tx) => ({ models: (await this.models.all(tx)).map(toResponse) }));
  }

  @Post(':kind/:version/approve')
  @HttpCode(200)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Put a candidate in force',
    description: 'Registrations are judged by it from now on; customers that are there already by the next run.',
  })
  @ApiOkResponse({ type: MatchModelResponse, description: 'The model, which is in force.' })
  @ApiProblem(409, 'no-candidate-model')
  approve(
    @Command() run: RunCommand,
    @Param() { kind, version }: MatchModelPath,
    @CurrentUser() user: User,
  ): Promise<MatchModelResponse> {
    const now = new Date();
    return run(async (tx) => {
      if (!(await this.models.find(tx, kind, version))) throw new NotFound();
      if (!(await this.models.approve(tx, kind, version, user.id, now))) throw new NoCandidateModel();
      return toResponse((await this.models.find(tx, kind, version))!);
    });
  }
}

const toResponse = ({ model, madeAt, decidedAt, ...known }: KnownModel): MatchModelResponse => ({
  kind: model.kind,
  version: model.version,
  prior: model.prior,
  fields: model.fields,
  state: known.state,
  runId: known.runId,
  madeBy: known.madeBy,
  decidedBy: known.decidedBy,
  madeAt: madeAt?.toISOString() ?? null,
  decidedAt: decidedAt?.toISOString() ?? null,
});
