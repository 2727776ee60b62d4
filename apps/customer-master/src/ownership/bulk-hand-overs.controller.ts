import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BulkHandOverRequest } from './hand-overs.dto.js';
import { OwnerChecks } from './owner-checks.service.js';
import { ApiRunId, OwnershipRunResponse, toRunResponse } from './ownership-run.response.js';
import type { BulkHandOver, OwnershipRun } from './ownership-runs.repository.js';
import { OwnershipRuns } from './ownership-runs.service.js';

/** All customers of somebody get another owner; nobody has to accept, since whoever assigns owners decides it. */
@ApiTags('ownership')
@Controller('hand-overs/bulk')
export class BulkHandOversController {
  constructor(
    private readonly runs: OwnershipRuns,
    private readonly checks: OwnerChecks,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @HttpCode(202)
  @RequirePermission('customer:assign')
  @ApiOperation({
    summary: 'Hand over all customers of an employee',
    description:
      'Each stays in its department; who sees one department only hands over its customers only. A customer whose department the ' +
      'receiver does not belong to stays where it is. Customers of somebody who has left go on to others by themselves at once: of them few ' +
      'or none are left to hand over (`fromHasLeft`). In the background, and goes on after a restart; one run for an employee at a time.',
  })
  @ApiAcceptedResponse({ type: OwnershipRunResponse, description: 'The run, which has begun.' })
  @ApiProblem(409, 'ownership-run-at-work')
  start(
    @Command() run: RunCommand,
    @Body() body: BulkHandOverRequest,
    @CurrentUser() user: User,
  ): Promise<OwnershipRunResponse> {
    const now = new Date();
    const { fromEmployeeId, toEmployeeId = null, leastLoaded, reason } = body;
    if ((toEmployeeId === null) !== (leastLoaded === true))
      throw new ValidationFailed([{ pointer: '/toEmployeeId', message: eitherOr }]);
    if (toEmployeeId === fromEmployeeId) throw new ValidationFailed([{ pointer: '/toEmployeeId', message: sameOne }]);
    const department = user.scope === 'all' ? null : (user.department ?? '');
    return run(async (tx) => {
      if (toEmployeeId !== null) await this.checks.employee(tx, toEmployeeId, '/toEmployeeId');
      const fromHasLeft = await this.checks.hasLeft(tx, fromEmployeeId);
      const task = { fromEmployeeId, toEmployeeId, reason, department, fromHasLeft };
      const started = await this.runs.start(tx, 'hand_over', task, user, now);
      return new Answer(toRunResponse(started), { location: `/customer-master/v1/hand-overs/bulk/${started.id}` });
    });
  }

  @Get(':id')
  @RequirePermission('customer:assign')
  @ApiOperation({ summary: 'How far a hand-over of all customers is' })
  @ApiRunId()
  @ApiOkResponse({ type: OwnershipRunResponse, description: 'The run.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<OwnershipRunResponse> {
    return this.transactions.run(async (tx) => toRunResponse(await this.seen(tx, id, user)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('customer:assign')
  @ApiOperation({
    summary: 'Stop a hand-over of all customers',
    description: 'Whoever may see it may stop it. What moved so far stays moved.',
  })
  @ApiRunId()
  @ApiOkResponse({ type: OwnershipRunResponse, description: 'The run, which is over.' })
  @ApiProblem(409, 'ownership-run-over')
  cancel(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<OwnershipRunResponse> {
    const now = new Date();
    return run(async (tx) => {
      await this.seen(tx, id, user);
      return toRunResponse(await this.runs.cancel(tx, id, now));
    });
  }

  private async seen(tx: Tx, id: string, user: User): Promise<OwnershipRun> {
    const run = await this.runs.find(tx, id);
    if (run.kind !== 'hand_over' || !seesRun(user, run.task as BulkHandOver)) throw new NotFound();
    return run;
  }
}

const seesRun = ({ scope, department: own }: User, { department }: BulkHandOver): boolean =>
  scope === 'all' || (own !== null && own === department);

const eitherOr = { zh: 'toEmployeeId 与 leastLoaded 只能二选一', en: 'give either toEmployeeId or leastLoaded' };
const sameOne = { zh: '不能移交给本人', en: 'is the same employee' };
