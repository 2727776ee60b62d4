import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiPage, decodeCursor, isInt32, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiProgramId } from './api-program-id.js';
import { ProgramResponse, publicationExamples, PublishRuleRequest, RuleResponse } from './programs.dto.js';
import { toProgramResponse, toRuleResponse } from './programs.response.js';
import { ProgramsService } from './programs.service.js';
import { SimulateRequest, simulationExamples, SimulationResponse } from './simulations.dto.js';
import { SimulationsService } from './simulations.service.js';

@ApiTags('programs')
@Controller('programs')
export class ProgramsController {
  constructor(
    private readonly programs: ProgramsService,
    private readonly simulations: SimulationsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('loyalty:read')
  @ApiOperation({ summary: 'Lists the programs.' })
  @ApiPage(ProgramResponse)
  async list(@Query() query: PageQuery): Promise<Page<ProgramResponse>> {
    const place = decodeCursor<{ id: string }>(query.cursor, ({ id }) => isUUID(id));
    const rows = await this.transactions.run((tx) => this.programs.list(tx, place?.id, query.limit + 1));
    const page = toPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(toProgramResponse) };
  }

  @Get(':id')
  @RequirePermission('loyalty:read')
  @ApiOperation({ summary: 'Reads one program.' })
  @ApiProgramId()
  @ApiOkResponse({ type: ProgramResponse, description: 'The program.' })
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<ProgramResponse> {
    return toProgramResponse(await this.transactions.run((tx) => this.programs.find(tx, id)));
  }

  @Get(':id/rules')
  @RequirePermission('loyalty:read')
  @ApiOperation({
    summary: "Lists the versions of a program's earning rule, the newest first.",
    description:
      'Of the versions valid at the moment of payment the one with the latest `validFrom` decides; of equal dates, the latest version.',
  })
  @ApiProgramId()
  @ApiPage(RuleResponse)
  async listRules(@Param('id', ParseUUIDPipe) id: string, @Query() query: PageQuery): Promise<Page<RuleResponse>> {
    const place = decodeCursor<{ version: number }>(query.cursor, ({ version }) => isInt32(version));
    const rows = await this.transactions.run((tx) => this.programs.listRules(tx, id, place?.version, query.limit + 1));
    const page = toPage(rows, query.limit, ({ version }) => ({ version }));
    return { ...page, items: page.items.map(toRuleResponse) };
  }

  @Post(':id/rules')
  @RequirePermission('loyalty-program:write')
  @ApiOperation({
    summary: 'Publishes the next version of the earning rule.',
    description:
      'A published version never changes; what was earned under it stays. Correct a coming version by another one with the same date.',
  })
  @ApiProgramId()
  @ApiBody({ type: PublishRuleRequest, examples: publicationExamples })
  @ApiCreatedResponse({ type: RuleResponse, description: 'Published.' })
  publishRule(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: PublishRuleRequest,
    @CurrentUser() user: User,
  ): Promise<RuleResponse> {
    const { validFrom, ...terms } = body;
    const rule = validFrom === undefined ? terms : { ...terms, validFrom: new Date(validFrom) };
    return run(async (tx) => toRuleResponse(await this.programs.publishRule(tx, id, rule, user, new Date())));
  }

  @Post(':id/rules/simulate')
  @HttpCode(200)
  @RequirePermission('loyalty:read')
  @ApiOperation({
    summary: 'Says what an order would earn, and why.',
    description:
      'By the published rule of the moment of payment, or by terms that are still to be published. Nothing is booked.',
  })
  @ApiProgramId()
  @ApiBody({ type: SimulateRequest, examples: simulationExamples })
  @ApiOkResponse({ type: SimulationResponse, description: 'What it would earn.' })
  simulate(@Param('id', ParseUUIDPipe) id: string, @Body() body: SimulateRequest): Promise<SimulationResponse> {
    return this.transactions.run((tx) => this.simulations.simulate(tx, id, body, new Date()));
  }
}
