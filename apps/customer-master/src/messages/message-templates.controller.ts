import { type MessageTemplate, messageTemplates } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseEnumPipe, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  MessagePreviewBody,
  MessagePreviewResponse,
  MessageTemplateBody,
  MessageTemplateResponse,
  MessageTemplatesResponse,
  toTemplateResponse,
} from './message-templates.dto.js';
import { MessageTemplates } from './message-templates.service.js';
import { faultsOf, placeholders, render } from './rules/templates.js';

const ApiTemplate = (): MethodDecorator =>
  ApiParam({
    name: 'template',
    description: 'Which text.',
    schema: { type: 'string', enum: [...messageTemplates], example: 'survey_invitation' },
  });
const OneTemplate = new ParseEnumPipe(Object.fromEntries(messageTemplates.map((name) => [name, name])));

/** What messages to customers say. */
@ApiTags('messages')
@Controller('message-templates')
export class MessageTemplatesController {
  constructor(
    private readonly templates: MessageTemplates,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('message:read')
  @ApiOperation({ summary: 'The texts of messages in both languages' })
  @ApiOkResponse({ type: MessageTemplatesResponse, description: 'All of them.' })
  list(): Promise<MessageTemplatesResponse> {
    return this.transactions.run(async (tx) => ({ items: (await this.templates.all(tx)).map(toTemplateResponse) }));
  }

  @Get(':template')
  @RequirePermission('message:read')
  @ApiOperation({ summary: 'A text in both languages' })
  @ApiTemplate()
  @ApiOkResponse({ type: MessageTemplateResponse, description: 'The text in force.' })
  read(@Param('template', OneTemplate) template: string): Promise<MessageTemplateResponse> {
    return this.transactions.run(async (tx) =>
      toTemplateResponse(await this.templates.current(tx, template as MessageTemplate)),
    );
  }

  @Put(':template')
  @RequirePermission('message-template:write')
  @ApiOperation({
    summary: 'Change a text',
    description: 'In force for messages that are asked for from now on. The same texts again make no version.',
  })
  @ApiTemplate()
  @ApiOkResponse({ type: MessageTemplateResponse, description: 'The text in force.' })
  change(
    @Command() run: RunCommand,
    @Param('template', OneTemplate) template: string,
    @IfMatch() version: number,
    @Body() { zh, en }: MessageTemplateBody,
    @CurrentUser() user: User,
  ): Promise<MessageTemplateResponse> {
    const change = { by: user.id, version, now: new Date() };
    return run(async (tx) =>
      toTemplateResponse(await this.templates.change(tx, template as MessageTemplate, { zh, en }, change)),
    );
  }

  @Post(':template/preview')
  @HttpCode(200)
  @RequirePermission('message:read')
  @ApiOperation({ summary: 'See what a text becomes', description: 'Nothing is sent or kept.' })
  @ApiTemplate()
  @ApiOkResponse({ type: MessagePreviewResponse, description: 'As a customer would get it.' })
  preview(
    @Param('template', OneTemplate) template: string,
    @Body() { language, draft, parameters: given }: MessagePreviewBody,
  ): Promise<MessagePreviewResponse> {
    const parameters = given ?? {};
    const faults = [
      ...Object.entries(parameters)
        .filter(([, value]) => typeof value !== 'string')
        .map(([name]) => ({ pointer: `/parameters/${name}`, message: noText })),
      ...(draft
        ? faultsOf(template as MessageTemplate, { zh: draft, en: draft })
            .filter(({ pointer }) => pointer.startsWith('/zh'))
            .map(({ pointer, message }) => ({ pointer: pointer.replace('/zh', '/draft'), message }))
        : []),
    ];
    if (faults.length > 0) throw new ValidationFailed(faults);
    const examples = Object.entries(placeholders[template as MessageTemplate]).map(([name, { example }]) => [
      name,
      example,
    ]);
    const filling = { ...(Object.fromEntries(examples) as Record<string, string>), ...parameters };
    return this.transactions.run(async (tx) =>
      render(draft ?? (await this.templates.current(tx, template as MessageTemplate)).texts[language], filling),
    );
  }
}

const noText = { zh: '必须是文本', en: 'must be a text' };
