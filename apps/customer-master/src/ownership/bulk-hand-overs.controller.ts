import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { BulkHandOverRequest } from './hand-overs.dto.js';
import { OwnerChecks } from './owner-checks.service.js';
import { OwnershipRunResponse, toRunResponse } from './ownership-run.response.js';
import type { BulkHandOver } from './ownership-runs.repository.js';
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
      'receiver does not belong to stays where it is. In the background, and goes on after a restart; one run for an employee at a time.',
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
      const task = { fromEmployeeId, toEmployeeId, reason, department };
      const started = await this.runs.start(tx, 'hand_over', task, user, now);
      return new Answer(toRunResponse(started), { location: `/customer-master/v1/hand-overs/bulk/${started.id}` });
    });
  }

  @Get(':id')
  @RequirePermission('customer:assign')
  @ApiOperation({ summary: 'How far a hand-over of all customers is' })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-0000000000d1',
    description: 'The run, as the answer to its start names it.',
  })
  @ApiOkResponse({ type: OwnershipRunResponse, description: 'The run.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<OwnershipRunResponse> {
    return this.transactions.run(async (tx) => {
      const run = await this.runs.find(tx, id);
      const isSeen = run.kind === 'hand_over' && seesRun(user, run.task as BulkHandOver);
      if (!isSeen) throw new NotFound();
      return toRunResponse(run);
    });
  }
}

const seesRun = ({ scope, department: own }: User, { department }: BulkHandOver): boolean =>
  scope === 'all' || (own !== null && own === department);

const eitherOr = { zh: 'toEmployeeId 与 leastLoaded 只能二选一', en: 'give either toEmployeeId or leastLoaded' };
const sameOne = { zh: '不能移交给本人', en: 'is the same employee' };
