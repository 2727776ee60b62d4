import { databaseNow, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatchIfGiven, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CaseFilesService } from '../cases/case-files.service.js';
import { CaseResponse } from '../cases/case.dto.js';
import { CasesService } from '../cases/cases.service.js';
import { toResponse } from '../cases/cases.response.js';
import { MergeRequest, WithdrawRequest } from './endings.dto.js';
import { MergesService } from './merges.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

@ApiTags('Cases')
@Controller('cases/:id')
export class EndingsController {
  constructor(
    private readonly withdrawals: WithdrawalsService,
    private readonly merges: MergesService,
    private readonly cases: CasesService,
    private readonly files: CaseFilesService,
  ) {}

  @Post('withdraw')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Withdraw a case',
    description:
      'Ends it without a resolution. Its clocks are cancelled, what was missed before stays missed; an offer and a call-back that ' +
      'wait are let go. Not by whom it is about, and, where a call-back is needed, not by whoever resolved it. It may be reopened.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: CaseResponse, description: 'The case after it.' })
  @ApiProblem(403, 'recused', 'case-only-offered', 'withdrawn-by-handler')
  @ApiProblem(409, 'case-state')
  withdraw(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { reason, text: words }: WithdrawRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) =>
      this.withdrawals.withdraw(tx, id, { reason, words }, user, now),
    );
  }

  @Post('merge')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Merge a case into another one',
    description:
      'For good. Both must be of one customer, or the case of nobody known, and the other one still in handling. That one goes ' +
      'on for both: with the earlier deadlines, the worse severity, and everybody complained of in either; it shows the contacts ' +
      'and the history of both. Reading the case reads the other one from then on.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: CaseResponse, description: 'The case that goes on.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-state', 'merge-impossible')
  merge(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { into }: MergeRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.merges.merge(tx, id, into.toLowerCase(), user, now));
  }

  private step(
    run: RunCommand,
    { id, version }: { id: string; version: number | undefined },
    user: User,
    work: (tx: Tx, now: Date) => Promise<void>,
  ): Promise<CaseResponse> {
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const now = await databaseNow(tx);
      await work(tx, now);
      return toResponse(await this.files.find(tx, id, user), now);
    });
  }
}
