import { databaseNow, type Tx } from '@crm/persistence';
import { can, CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatchIfGiven, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { applyDecorators, Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CaseFilesService } from '../cases/case-files.service.js';
import { CaseResponse } from '../cases/case.dto.js';
import { CasesService } from '../cases/cases.service.js';
import { toResponse } from '../cases/cases.response.js';
import { ReopenRequest, ResolveRequest, RespondRequest, WaitRequest } from './handling.dto.js';
import { HandlingService } from './handling.service.js';
import { ReopeningsService } from './reopenings.service.js';
import { AnsweredCaseResponse, toReplyResponse } from './replies.dto.js';

/** A step of a case: 200 with the case, 409 in any state that does not allow it. */
const Step = (summary: string, description: string, type = CaseResponse): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    RequirePermission('case:write'),
    ApiOperation({ summary, description }),
    ApiCaseId(),
    ApiOkResponse({ type, description: 'The case after it.' }),
    ApiProblem(403, 'recused', 'case-only-offered'),
    ApiProblem(409, 'case-state'),
  );

@ApiTags('Cases')
@Controller('cases/:id')
export class HandlingController {
  constructor(
    private readonly handling: HandlingService,
    private readonly reopenings: ReopeningsService,
    private readonly cases: CasesService,
    private readonly files: CaseFilesService,
  ) {}

  @Post('acknowledge')
  @Step('Acknowledge a case', 'Says that the case was seen.')
  acknowledge(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.handling.acknowledge(tx, id, user, now));
  }

  @Post('respond')
  @Step(
    'Answer the customer',
    'Keeps the answer, and has the customer told where to read it, if that is possible: `reply.delivery` says whether nothing can ' +
      'be sent (`not_possible`), `GET /cases/{id}/replies` what became of it. Acknowledges the case if nobody did. What can be sent nowhere is no first response, nor the next one, unless ' +
      '`toldBy` says by which other way the customer is told. `POST /cases/{id}/replies` does the same and can do more.',
    AnsweredCaseResponse,
  )
  respond(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { text, toldBy }: RespondRequest,
    @CurrentUser() user: User,
  ): Promise<AnsweredCaseResponse> {
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const now = await databaseNow(tx);
      const reply = await this.handling.respond(tx, id, text, user, now, { toldBy: toldBy ?? null });
      const shown = can(user, 'case:read-text') ? text : null;
      return { ...(await this.show(tx, id, user, now)), reply: toReplyResponse({ reply, text: shown, answers: [] }) };
    });
  }

  @Post('wait')
  @Step(
    'Wait for the customer or a third party',
    'The clocks for the resolution and the next answer stand until the case is resumed or the customer is heard again, ' +
      'together at most as long as the policy allows for the level of the customer.',
  )
  wait(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { for: reason, text }: WaitRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.handling.wait(tx, id, reason, text, user, now));
  }

  @Post('resume')
  @Step('Go on with a case that waits', 'Its clocks run again.')
  resume(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.handling.resume(tx, id, user, now));
  }

  @Post('resolve')
  @Step(
    'Resolve a case',
    'Stops the clock and makes the acting user the handler. Complaints, repairs and technical cases then wait for their ' +
      'call-back; enquiries and requests can be closed. An offer that waits for its answer is withdrawn. A complaint is not ' +
      'resolved without a `solution`.',
  )
  resolve(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { solution }: ResolveRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.handling.resolve(tx, id, solution, user, now));
  }

  @Post('close')
  @Step(
    'Close a resolved case',
    'What needs a call-back can be closed only after one: `callback_pending` does not allow it.',
  )
  close(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.handling.close(tx, id, user, now));
  }

  @Post('reopen')
  @Step(
    'Reopen a case',
    'Begins the next cycle with a new clock, under the same owner, or a successor where that one has left or is away.',
  )
  reopen(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { reason }: ReopenRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    return this.step(run, { id, version }, user, (tx, now) => this.reopenings.reopen(tx, id, reason, user, now));
  }

  private step(
    run: RunCommand,
    { id, version }: { id: string; version: number | undefined },
    user: User,
    work: (tx: Tx, now: Date) => Promise<unknown>,
  ): Promise<CaseResponse> {
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const now = await databaseNow(tx);
      await work(tx, now);
      return this.show(tx, id, user, now);
    });
  }

  /** Afterwards another department may answer for it; who did the step sees what came of it. */
  private async show(tx: Tx, id: string, user: User, now: Date): Promise<CaseResponse> {
    return toResponse(await this.files.find(tx, id, { ...user, scope: 'all' }), now);
  }
}
