import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { MatchModels } from '../matching/match-models.service.js';
import { MatchRunReportResponse, MatchRunRequest, MatchRunResponse } from './match-runs.dto.js';
import { MatchRunNotCompared } from './match-runs.errors.js';
import type { MatchRun } from './match-runs.repository.js';
import { MatchRuns } from './match-runs.service.js';
import { pairsFile } from './pairs-file.js';

const ApiRunId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-6666-7000-8000-000000000001',
    description: 'The run, as the answer to its start names it.',
  });

/** Comparing all customers with one another. */
@ApiTags('identity')
@Controller('match-runs')
export class MatchRunsController {
  constructor(
    private readonly runs: MatchRuns,
    private readonly models: MatchModels,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @HttpCode(202)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Compare customers with one another',
    description:
      'All of them, or those whose blocking keys have changed. In the background; one run at a time. A run whose process dies is taken ' +
      'over by another one. `MATCH_NIGHTLY` starts one over what has changed every night.',
  })
  @ApiAcceptedResponse({ type: MatchRunResponse, description: 'The run, which begins within seconds.' })
  @ApiProblem(409, 'match-run-at-work')
  start(
    @Command() run: RunCommand,
    @Body() { mode, scope, train }: MatchRunRequest,
    @CurrentUser() user: User,
  ): Promise<MatchRunResponse> {
    const now = new Date();
    const wish = { mode, scope: scope ?? 'all', train: mode === 'report' && scope !== 'changed' && train !== false };
    return run(async (tx) => toResponse(await this.runs.start(tx, wish, user, now)));
  }

  @Get()
  @RequirePermission('customer-rules:read')
  @ApiOperation({ summary: 'List runs', description: 'The newest first.' })
  @ApiPage(MatchRunResponse)
  list(@Query() { limit, cursor }: PageQuery): Promise<Page<MatchRunResponse>> {
    const before = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    return this.transactions.run(async (tx) => {
      const page = toPage(await this.runs.page(tx, before?.id, limit + 1), limit, ({ id }) => ({ id }));
      return { items: page.items.map(toResponse), next: page.next };
    });
  }

  @Get(':id')
  @RequirePermission('customer-rules:read')
  @ApiOperation({ summary: 'How far a run is', description: 'Its stage, and how much of that is done.' })
  @ApiRunId()
  @ApiOkResponse({ type: MatchRunResponse, description: 'The run.' })
  find(@Param('id', ParseUUIDPipe) id: string): Promise<MatchRunResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.runs.find(tx, id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('customer-rules:write')
  @ApiOperation({ summary: 'Stop a run', description: 'What it has united already stays united.' })
  @ApiRunId()
  @ApiOkResponse({ type: MatchRunResponse, description: 'The run, which is over.' })
  @ApiProblem(409, 'match-run-over')
  cancel(@Command() run: RunCommand, @Param('id', ParseUUIDPipe) id: string): Promise<MatchRunResponse> {
    return run(async (tx) => toResponse(await this.runs.cancel(tx, id)));
  }

  @Get(':id/report')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'What a run found',
    description:
      'Counts, what each threshold would take (expected and, from reviewed pairs, measured precision), where a trained model would decide ' +
      'differently from the one in force, and how long each stage took.',
  })
  @ApiRunId()
  @ApiOkResponse({ type: MatchRunReportResponse, description: 'The report.' })
  @ApiProblem(409, 'match-run-not-compared')
  report(@Param('id', ParseUUIDPipe) id: string): Promise<MatchRunReportResponse> {
    return this.transactions.run(async (tx) => compared(await this.runs.find(tx, id)).report!);
  }

  @Get(':id/pairs.csv')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'Download the pairs of a run',
    description:
      'CSV in UTF-8, organisations first, the most probable of each kind first: both ids, kind, probability (0 to 1), weight (bits without ' +
      'the prior), verdict, strong identifiers, then the bits of each field; empty where a side does not know it. Verdicts: `auto`: certain; ' +
      '`review`: for a person; `rejected`: cannot be one, by their numbers or kinds, or since a person said `different`; `unlikely`: all ' +
      'others. Pairs below 0.1 are not listed. No personal data: `GET /crosswalk.csv` tells which records the ids are.',
  })
  @ApiRunId()
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  @ApiProblem(409, 'match-run-not-compared')
  async pairs(@Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const judges = await this.transactions.run(async (tx) => {
      const { models } = compared(await this.runs.find(tx, id));
      const kinds = Object.entries(models) as ['person' | 'organisation', { version: string; attributes: string[] }][];
      const found = new Map();
      for (const [kind, { version, attributes }] of kinds) {
        found.set(kind, this.models.judgeOf((await this.models.find(tx, kind, version))!.model, attributes));
      }
      return found;
    });
    const file = pairsFile(judges, (after, limit) =>
      this.transactions.run((tx) => this.runs.pairs(tx, id, after, limit)),
    );
    return new StreamableFile(file, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="match-run-${id}-pairs.csv"`,
    });
  }
}

/** @throws MatchRunNotCompared */
function compared(run: MatchRun): MatchRun {
  if (!run.report || run.state === 'queued' || run.state === 'comparing') throw new MatchRunNotCompared(run.state);
  return run;
}

const toResponse = (run: MatchRun): MatchRunResponse => ({
  id: run.id,
  mode: run.mode,
  scope: run.scope,
  train: run.train,
  state: run.state,
  stage: run.stage,
  total: run.total,
  done: run.done,
  error: run.error,
  madeBy: run.madeBy,
  madeAt: run.madeAt.toISOString(),
  startedAt: run.startedAt?.toISOString() ?? null,
  finishedAt: run.finishedAt?.toISOString() ?? null,
});
