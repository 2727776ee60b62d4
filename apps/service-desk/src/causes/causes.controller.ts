import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { causeCode, CauseRequest, CauseResponse, ListCausesQuery, toContent, toResponse } from './causes.dto.js';
import { CausesService } from './causes.service.js';

const ApiCauseId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the cause.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  });

@ApiTags('Recurring problems')
@Controller('causes')
export class CausesController {
  constructor(
    private readonly causes: CausesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'List the causes that cases are assessed by', description: 'In the order of their codes.' })
  @ApiPage(CauseResponse)
  list(@Query() { limit, cursor, retired }: ListCausesQuery): Promise<Page<CauseResponse>> {
    const place = decodeCursor<{ code: string }>(
      cursor,
      ({ code }) => typeof code === 'string' && causeCode.test(code),
    );
    return this.transactions.run(async (tx) => {
      const page = toPage(await this.causes.list(tx, retired, place?.code, limit + 1), limit, ({ code }) => ({ code }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get(':id')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read a cause' })
  @ApiCauseId()
  @ApiOkResponse({ type: CauseResponse, description: 'The cause, with its version as ETag.' })
  find(@Param('id', ParseUUIDPipe) id: string): Promise<CauseResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.causes.find(tx, id)));
  }

  @Post()
  @RequirePermission('desk-policy:write')
  @ApiOperation({ summary: 'Add a cause to the list' })
  @ApiCreatedResponse({ type: CauseResponse, description: 'The cause. `Location` is its address.' })
  @ApiProblem(409, 'cause-code-taken')
  add(@Command() run: RunCommand, @Body() body: CauseRequest, @CurrentUser() user: User): Promise<CauseResponse> {
    return run(async (tx) => {
      const cause = await this.causes.add(tx, toContent(body), user.id, await databaseNow(tx));
      return new Answer(toResponse(cause), { location: `/service-desk/v1/causes/${cause.id}` });
    });
  }

  @Put(':id')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Change a cause, or retire it',
    description: 'A retired cause is given to no case any more. Cases and problems that have it keep it.',
  })
  @ApiCauseId()
  @ApiOkResponse({ type: CauseResponse, description: 'The cause after it.' })
  @ApiProblem(409, 'cause-code-taken')
  replace(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: CauseRequest,
    @CurrentUser() user: User,
  ): Promise<CauseResponse> {
    return run(async (tx) =>
      toResponse(await this.causes.replace(tx, id, toContent(body), version, user.id, await databaseNow(tx))),
    );
  }
}
