import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiProblemId } from './api-problem-id.js';
import { ProblemDetailResponse, ProblemResponse } from './problem.response.js';
import { ProblemFilesService } from './problem-files.service.js';
import { AnalyseRequest, ListProblemsQuery } from './problems.dto.js';
import { ProblemsService } from './problems.service.js';
import { toDetailResponse, toResponse } from './to-problem-response.js';

@ApiTags('Recurring problems')
@Controller('problems')
export class ProblemsController {
  constructor(
    private readonly problems: ProblemsService,
    private readonly files: ProblemFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('problem:read')
  @ApiOperation({
    summary: 'List recurring problems, the newest first',
    description:
      'Those that your department or you answer for, or that you have an action of; for users who may see all, every one. ' +
      'Before somebody is made responsible, only these see a problem.',
  })
  @ApiPage(ProblemResponse)
  list(
    @Query() { limit, cursor, ...filter }: ListProblemsQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ProblemResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, (value) => isUUID(value.id));
    return this.transactions.run(async (tx) => {
      const page = toPage(await this.files.list(tx, user, filter, place?.id, limit + 1), limit, ({ problem }) => ({
        id: problem.id,
      }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get(':id')
  @RequirePermission('problem:read')
  @ApiOperation({ summary: 'Read a problem with its cases, actions and verifications' })
  @ApiProblemId()
  @ApiOkResponse({ type: ProblemDetailResponse, description: 'The problem, with its version as ETag.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ProblemDetailResponse> {
    return this.transactions.run(async (tx) => this.shown(tx, id, user, await databaseNow(tx)));
  }

  @Post(':id/analyse')
  @HttpCode(200)
  @RequirePermission('problem:write')
  @ApiOperation({
    summary: 'Say what is behind a problem, and who answers for it',
    description: 'Replaces what was said before. The department that is named sees the problem from then on.',
  })
  @ApiProblemId()
  @ApiOkResponse({ type: ProblemDetailResponse, description: 'The problem after it.' })
  @ApiProblem(409, 'problem-state', 'employee-unfit')
  @ApiProblem(422, 'employee-unknown', 'department-unknown')
  analyse(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { rootCause, responsible }: AnalyseRequest,
    @CurrentUser() user: User,
  ): Promise<ProblemDetailResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      await this.problems.analyse(tx, id, { rootCause, responsible }, version, user, now);
      return this.shown(tx, id, user, now);
    });
  }

  @Post(':id/close')
  @HttpCode(200)
  @RequirePermission('problem:write')
  @ApiOperation({
    summary: 'Close a problem whose actions were effective',
    description:
      'It closes by itself at the end of the verification; by hand only after that end, by the same figures. Before, and ' +
      'when cases recurred, it is refused.',
  })
  @ApiProblemId()
  @ApiOkResponse({ type: ProblemDetailResponse, description: 'The closed problem.' })
  @ApiProblem(409, 'problem-not-verified', 'problem-not-effective', 'problem-state')
  close(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ProblemDetailResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      await this.problems.close(tx, id, user, now);
      return this.shown(tx, id, user, now);
    });
  }

  private async shown(tx: Tx, id: string, user: User, now: Date): Promise<ProblemDetailResponse> {
    return toDetailResponse(await this.files.find(tx, id, user), now);
  }
}
