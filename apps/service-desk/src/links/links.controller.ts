import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CaseFilesService } from '../cases/case-files.service.js';
import { CaseLinkResponse, toLinkResponse } from '../cases/case-link.dto.js';
import { LinkRequest } from './links.dto.js';
import { LinksService } from './links.service.js';

const ApiOtherId = (): MethodDecorator =>
  ApiParam({
    name: 'otherId',
    format: 'uuid',
    description: 'Id of the other case.',
    example: '01981a2b-4444-7000-8000-000000000002',
  });

@ApiTags('Cases')
@Controller('cases/:id/links')
export class LinksController {
  constructor(
    private readonly links: LinksService,
    private readonly files: CaseFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Read which cases a case has to do with',
    description: 'Those that the user may see, also those of cases that were merged into it; the newest link first.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: [CaseLinkResponse], description: 'The links.' })
  list(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<CaseLinkResponse[]> {
    return this.transactions.run((tx) => this.read(tx, id, user));
  }

  @Put(':otherId')
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Link a case with another one',
    description:
      'Replaces what was said of the two before. `causes` and `follows` read from the case to the other one.',
  })
  @ApiCaseId()
  @ApiOtherId()
  @ApiOkResponse({ type: [CaseLinkResponse], description: 'The links of the case after it.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'link-to-itself', 'too-many-links')
  link(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('otherId', ParseUUIDPipe) otherId: string,
    @Body() { kind }: LinkRequest,
    @CurrentUser() user: User,
  ): Promise<CaseLinkResponse[]> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      await this.links.link(tx, id.toLowerCase(), otherId.toLowerCase(), kind, user, now);
      return this.read(tx, id, user);
    });
  }

  @Delete(':otherId')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({ summary: 'Take back that two cases have to do with each other' })
  @ApiCaseId()
  @ApiOtherId()
  @ApiOkResponse({ type: [CaseLinkResponse], description: 'The links of the case after it.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  unlink(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('otherId', ParseUUIDPipe) otherId: string,
    @CurrentUser() user: User,
  ): Promise<CaseLinkResponse[]> {
    return run(async (tx) => {
      await this.links.unlink(tx, id.toLowerCase(), otherId.toLowerCase(), user, await databaseNow(tx));
      return this.read(tx, id, user);
    });
  }

  private async read(tx: Tx, id: string, user: User): Promise<CaseLinkResponse[]> {
    const { kase } = await this.files.find(tx, id, user);
    const links = await this.files.linksOf(tx, await this.files.unionOf(tx, kase.id), user);
    return links.map(toLinkResponse);
  }
}
