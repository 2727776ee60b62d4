import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiImportId } from './api-import-id.js';
import { ImportResponse, toImportResponse } from './imports.dto.js';
import type { ImportState } from './imports.repository.js';
import { RevertForecastResponse, RevertReportResponse } from './reverts.dto.js';
import { ImportReverts } from './reverts.service.js';

/** Imports that are taken back. */
@ApiTags('imports')
@Controller('imports')
export class RevertsController {
  constructor(
    private readonly reverts: ImportReverts,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get(':id/revert-preview')
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'See what taking an import back would do' })
  @ApiImportId()
  @ApiOkResponse({ type: RevertForecastResponse, description: 'As things are now.' })
  preview(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<RevertForecastResponse> {
    return this.transactions.run(async (tx) => {
      const { changed_later: changedLater, ...counts } = await this.reverts.preview(tx, id, user);
      return { ...counts, changedLater };
    });
  }

  @Get(':id/revert')
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'Read how far taking an import back is' })
  @ApiImportId()
  @ApiOkResponse({ type: RevertReportResponse, description: 'What has been done so far.' })
  report(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<RevertReportResponse> {
    return this.transactions.run(async (tx) => {
      const { job, counts } = await this.reverts.report(tx, id, user);
      const { changed_later: changedLater, ...others } = counts;
      return {
        ...others,
        changedLater,
        state: job.state as ImportState,
        revertedBy: job.revertedBy,
        startedAt: job.revertStartedAt?.toISOString() ?? null,
        revertedAt: job.revertedAt?.toISOString() ?? null,
      };
    });
  }

  @Post(':id/revert')
  @HttpCode(202)
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Take an import back',
    description:
      'Records that it brought leave their customers, also those that were merged since then; records that it changed say again what they ' +
      'said before. Of what was changed later nothing is touched. A customer of whom nothing is left answers 404 (`customer.withdrawn`); ' +
      'one with orders, cases, opportunities, interactions or follow-ups keeps its last record (`edited`). ' +
      'Nothing is deleted; a merge by which nothing is left is taken back too. Asked again it changes nothing.',
  })
  @ApiImportId()
  @ApiAcceptedResponse({ type: ImportResponse, description: 'Begun; `GET /imports/{id}/revert` tells how far it is.' })
  @ApiProblem(409, 'import-not-revertible')
  revert(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    const now = new Date();
    return run(async (tx) => toImportResponse(await this.reverts.start(tx, id, user, now)));
  }
}
