import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatchIfGiven, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CasesService } from '../cases/cases.service.js';
import { MoveRequest, MoveResponse } from './moves.dto.js';
import { MovesService } from './moves.service.js';

@ApiTags('Cases')
@Controller('cases/:id')
export class MovesController {
  constructor(
    private readonly moves: MovesService,
    private readonly cases: CasesService,
  ) {}

  @Post('attach')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Give a contact of another case to this one',
    description:
      'Also to accept a suggestion. Both cases have to be yours to act on. Each then counts from the first contact that it ' +
      'has: open clocks start anew from there; what was reached or breached stays so. A case whose only contact it is ends in ' +
      'this one, as by `merge`: so a `detach` is undone. A contact that is here already changes nothing; one of another ' +
      'customer stays where it is.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: MoveResponse, description: 'Where it went.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-over', 'case-state', 'last-intake', 'intake-moved', 'merge-impossible', 'other-customer')
  attach(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { intakeId }: MoveRequest,
    @CurrentUser() user: User,
  ): Promise<MoveResponse> {
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      return this.moves.attach(tx, id, intakeId.toLowerCase(), user, await databaseNow(tx));
    });
  }

  @Post('detach')
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Open a case of its own for a contact of this one',
    description:
      'The new case has the kind and severity of the contact, an owner as every new case, and clocks that count from when ' +
      'the contact was received. This one counts from the first contact that is left, and forgets the order, the product ' +
      'and the person complained of if only the contact named them. To undo it, attach the contact to this one again.',
  })
  @ApiCaseId()
  @ApiCreatedResponse({ type: MoveResponse, description: 'Where it went. `Location` is the new case.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-over', 'last-intake')
  detach(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { intakeId }: MoveRequest,
    @CurrentUser() user: User,
  ): Promise<MoveResponse> {
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const move = await this.moves.detach(tx, id, intakeId.toLowerCase(), user, await databaseNow(tx));
      return new Answer(move, { status: 201, location: `/service-desk/v1/cases/${move.caseId}` });
    });
  }
}
