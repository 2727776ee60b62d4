import { databaseNow } from '@crm/persistence';
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
import { AssessRequest } from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';

@ApiTags('Cases')
@Controller('cases/:id')
export class AssessmentsController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly cases: CasesService,
    private readonly files: CaseFilesService,
  ) {}

  @Post('assess')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Say how bad a case is, what the customer wants, which product it is about and what caused it',
    description:
      'In any state: what caused a case is often known only when it is over. Replaces an assessment before it. So many ' +
      'cases of one product and cause open a recurring problem, by the rules of `GET /problem-rules`. Deadlines that run ' +
      'get stricter for a case that is worse or of another kind, never looser. `kind` alone corrects what the customer wants, ' +
      'and says nothing of how bad it is or why.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: CaseResponse, description: 'The case after it.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(404, 'unknown-cause')
  @ApiProblem(409, 'case-state', 'cause-retired', 'callback-lost', 'kind-settled')
  assess(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { severity, productId, causeId, kind }: AssessRequest,
    @CurrentUser() user: User,
  ): Promise<CaseResponse> {
    const wish = { severity, productId, causeId: causeId?.toLowerCase(), kind };
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const now = await databaseNow(tx);
      await this.assessments.assess(tx, id, wish, user, now);
      return toResponse(await this.files.find(tx, id, user), now);
    });
  }
}
