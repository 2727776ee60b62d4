import { databaseNow, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblemId } from './api-problem-id.js';
import { PreventiveActionsService } from './preventive-actions.service.js';
import { ProblemDetailResponse } from './problem.response.js';
import { ProblemFilesService } from './problem-files.service.js';
import { CorrectEvidenceRequest, PlanActionRequest, ReportActionRequest } from './problems.dto.js';
import { toDetailResponse } from './to-problem-response.js';

const ApiActionId = (): MethodDecorator =>
  ApiParam({
    name: 'actionId',
    format: 'uuid',
    description: 'Id of the action.',
    example: '01981a2b-4444-7000-8000-0000000000d2',
  });

/** What is done so that a problem does not come again. */
@ApiTags('Recurring problems')
@Controller('problems/:id/actions')
export class ProblemActionsController {
  constructor(
    private readonly actions: PreventiveActionsService,
    private readonly files: ProblemFilesService,
  ) {}

  @Post()
  @RequirePermission('problem:write')
  @ApiOperation({
    summary: 'Plan a preventive action',
    description:
      'After the analysis. Overdue, it is told once. One that is planned while the verification goes on ends that; the ' +
      'verification begins anew when every action is done.',
  })
  @ApiProblemId()
  @ApiCreatedResponse({
    type: ProblemDetailResponse,
    description: 'The problem with the action, which is its last one.',
  })
  @ApiProblem(409, 'problem-state', 'employee-unfit')
  @ApiProblem(422, 'employee-unknown')
  plan(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { what, owner, dueAt }: PlanActionRequest,
    @CurrentUser() user: User,
  ): Promise<ProblemDetailResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      await this.actions.plan(tx, id, { what, ownerEmployeeId: owner, dueAt: new Date(dueAt) }, user, now);
      const location = `/service-desk/v1/problems/${id}`;
      return new Answer(await this.shown(tx, id, user, now), { location });
    });
  }

  @Post(':actionId/done')
  @HttpCode(200)
  @RequirePermission('problem:act')
  @ApiOperation({
    summary: 'Report a preventive action as done',
    description:
      'By who carries it out, a supervisor of that one’s department or of the one that answers for the problem, or the complaint centre. ' +
      'With the last one that was planned the verification begins: from then on, cases are compared with those before by ' +
      'their weekly rate. At its end the problem closes as effective, or is `analysed` again.',
  })
  @ApiProblemId()
  @ApiActionId()
  @ApiBody({
    type: ReportActionRequest,
    examples: {
      now: { summary: '刚刚完成 · done just now', value: { evidence: '检验报告 QC-2026-031：抗压强度合格。' } },
    },
  })
  @ApiOkResponse({ type: ProblemDetailResponse, description: 'The problem after it.' })
  @ApiProblem(403, 'preventive-action-not-yours')
  @ApiProblem(409, 'preventive-action-done')
  report(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('actionId', ParseUUIDPipe) actionId: string,
    @Body() { doneAt, evidence }: ReportActionRequest,
    @CurrentUser() user: User,
  ): Promise<ProblemDetailResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      const report = { doneAt: doneAt ? new Date(doneAt) : now, evidence };
      await this.actions.report(tx, id, actionId.toLowerCase(), report, user, now);
      return this.shown(tx, id, user, now);
    });
  }

  @Post(':actionId/evidence')
  @HttpCode(200)
  @RequirePermission('problem:act')
  @ApiOperation({
    summary: 'Correct what shows that a preventive action was done',
    description: 'By whom it may be reported, until a verification has counted it. When it was carried out stays.',
  })
  @ApiProblemId()
  @ApiActionId()
  @ApiOkResponse({ type: ProblemDetailResponse, description: 'The problem after it.' })
  @ApiProblem(403, 'preventive-action-not-yours')
  @ApiProblem(409, 'preventive-action-open', 'preventive-action-verified')
  correct(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('actionId', ParseUUIDPipe) actionId: string,
    @Body() { evidence }: CorrectEvidenceRequest,
    @CurrentUser() user: User,
  ): Promise<ProblemDetailResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      await this.actions.correct(tx, id, actionId, evidence, user, now);
      return this.shown(tx, id, user, now);
    });
  }

  private async shown(tx: Tx, id: string, user: User, now: Date): Promise<ProblemDetailResponse> {
    return toDetailResponse(await this.files.find(tx, id, user), now);
  }
}
