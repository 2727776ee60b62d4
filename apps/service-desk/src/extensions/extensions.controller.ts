import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CaseExtensionsPath,
  DeclineExtensionRequest,
  ExtensionPath,
  ExtensionResponse,
  InformedRequest,
  RequestExtensionRequest,
  toExtensionResponse,
} from './extensions.dto.js';
import { ExtensionsService, type ReadableExtension } from './extensions.service.js';

@ApiTags('Extensions')
@Controller('cases/:id/extensions')
export class ExtensionsController {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'List the extensions of a case', description: 'In the order of the requests.' })
  @ApiOkResponse({ type: [ExtensionResponse], description: 'Those of every cycle.' })
  list(@Param() { id }: CaseExtensionsPath, @CurrentUser() user: User): Promise<ExtensionResponse[]> {
    return this.transactions.run(async (tx) => {
      const extensions = await this.extensions.ofCase(tx, id, user);
      return extensions.map((one) => toExtensionResponse(one, user));
    });
  }

  @Post()
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Ask for more time for the resolution of a case',
    description:
      'By the next step that the rule of the policy allows, each once in a cycle. The deadline moves when somebody else ' +
      'approves it.',
  })
  @ApiCreatedResponse({ type: ExtensionResponse, description: 'The request.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-state', 'extension-impossible')
  request(
    @Command() run: RunCommand,
    @Param() { id }: CaseExtensionsPath,
    @Body() { reason }: RequestExtensionRequest,
    @CurrentUser() user: User,
  ): Promise<ExtensionResponse> {
    return run((tx) => answer(tx, user, (now) => this.extensions.request(tx, id, reason, user, now)));
  }

  @Post(':extensionId/approve')
  @HttpCode(200)
  @RequirePermission('case:extend')
  @ApiOperation({
    summary: 'Grant more time',
    description:
      'Not by who asked for it. The new deadline is told as `sla.rescheduled`; the customer is to be told too.',
  })
  @ApiOkResponse({ type: ExtensionResponse, description: 'The extension, with the new deadline.' })
  @ApiProblem(403, 'own-extension', 'recused')
  @ApiProblem(409, 'case-state', 'extension-impossible', 'extension-state')
  approve(
    @Command() run: RunCommand,
    @Param() { id, extensionId }: ExtensionPath,
    @CurrentUser() user: User,
  ): Promise<ExtensionResponse> {
    return run((tx) => answer(tx, user, (now) => this.extensions.approve(tx, id, extensionId, user, now)));
  }

  @Post(':extensionId/decline')
  @HttpCode(200)
  @RequirePermission('case:extend')
  @ApiOperation({ summary: 'Refuse more time', description: 'Not by who asked for it. The deadline stays.' })
  @ApiOkResponse({ type: ExtensionResponse, description: 'The request.' })
  @ApiProblem(403, 'own-extension')
  @ApiProblem(409, 'extension-state')
  decline(
    @Command() run: RunCommand,
    @Param() { id, extensionId }: ExtensionPath,
    @Body() { reason }: DeclineExtensionRequest,
    @CurrentUser() user: User,
  ): Promise<ExtensionResponse> {
    return run((tx) => answer(tx, user, (now) => this.extensions.decline(tx, id, extensionId, reason, user, now)));
  }

  @Post(':extensionId/inform')
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({ summary: 'Record that the customer was told of the new deadline', description: 'Once.' })
  @ApiOkResponse({ type: ExtensionResponse, description: 'The extension.' })
  @ApiProblem(403, 'case-only-offered')
  @ApiProblem(409, 'extension-state')
  inform(
    @Command() run: RunCommand,
    @Param() { id, extensionId }: ExtensionPath,
    @Body() { channel }: InformedRequest,
    @CurrentUser() user: User,
  ): Promise<ExtensionResponse> {
    return run((tx) => answer(tx, user, (now) => this.extensions.inform(tx, id, extensionId, channel, user, now)));
  }
}

async function answer(tx: Tx, user: User, work: (now: Date) => Promise<ReadableExtension>): Promise<ExtensionResponse> {
  return toExtensionResponse(await work(await databaseNow(tx)), user);
}
