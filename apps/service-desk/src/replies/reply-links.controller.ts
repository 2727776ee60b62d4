import { databaseNow, TransactionRunner } from '@crm/persistence';
import { Public } from '@crm/platform/auth';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPageOrJson, asPage, formType, keepPrivate, pageRequestOf } from '@crm/platform/pages';
import { ValidationFailed, validationPipe } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { conversationPage, thanksPage } from './page/reply-page.js';
import { ConversationResponse, GiveReplyAnswerRequest, ReplyAnswerReceipt, toConversation } from './reply-links.dto.js';
import { ReplyLinksService } from './reply-links.service.js';
import { ReplyProblemFilter } from './reply-problem.filter.js';

/** Requests per minute of one address. Guessing 256 bits is hopeless anyway; a phone network shares one address. */
const rateLimit = { max: 120, timeWindow: 60_000 };
const pipe = validationPipe();

/** The customer's side: no login, no script; who holds the link reads the replies and may answer. */
@ApiTags('Replies')
@Controller('replies')
@Public()
@UseFilters(ReplyProblemFilter)
export class ReplyLinksController {
  constructor(
    private readonly links: ReplyLinksService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: BaseConfig,
  ) {}

  @Get(':token')
  @RouteConfig({ rateLimit })
  @ApiOperation({
    summary: 'What a customer reads behind the link to a reply',
    description:
      'The reply and those before it to the same customer, with the answers. A page where Accept names `text/html`, JSON ' +
      'otherwise. Never cached, never indexed.',
  })
  @ApiPageOrJson(ConversationResponse, 'The replies.')
  @ApiProblem(410, 'reply-link-expired')
  async read(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | ConversationResponse> {
    const { page, language } = pageRequestOf(request);
    const conversation = await this.conversation(token);
    (page ? asPage : keepPrivate)(reply, language);
    return page ? conversationPage(language, conversation, this.config.BUSINESS_TIME_ZONE) : conversation;
  }

  @Post(':token')
  @HttpCode(200)
  @RouteConfig({ rateLimit })
  @ApiOperation({
    summary: 'What a customer answers to a reply',
    description:
      'Becomes a contact of the case, or of the one in which it goes on, and ends a waiting for the customer; where that is ' +
      'over, it opens a case of its own. The same words again are the same answer; at most 20 answers to one reply. A form gets a page, unless Accept names JSON.',
  })
  @ApiConsumes('application/json', formType)
  @ApiBody({ type: GiveReplyAnswerRequest })
  @ApiPageOrJson(ReplyAnswerReceipt, 'The answer was taken; also when it was before.')
  @ApiProblem(409, 'too-many-answers')
  @ApiProblem(410, 'reply-link-expired')
  async answer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | ReplyAnswerReceipt> {
    const { page, form, language } = pageRequestOf(request);
    try {
      const text = await textOf(body, form);
      const { caseNumber, receivedAt } = await this.transactions.run(async (tx) =>
        this.links.answer(tx, token, text, await databaseNow(tx)),
      );
      (page ? asPage : keepPrivate)(reply, language);
      return page ? thanksPage(language, caseNumber) : { caseNumber, receivedAt: receivedAt.toISOString() };
    } catch (error) {
      if (!page || !form || !(error instanceof ValidationFailed)) throw error;
      // Only who may answer sees the form again.
      const conversation = await this.conversation(token);
      asPage(reply.code(error.status), language);
      const { text } = body as { text?: unknown };
      const filledIn = typeof text === 'string' ? text : '';
      return conversationPage(language, conversation, this.config.BUSINESS_TIME_ZONE, filledIn);
    }
  }

  private conversation(token: string): Promise<ConversationResponse> {
    return this.transactions.run(async (tx) => toConversation(await this.links.open(tx, token, await databaseNow(tx))));
  }
}

/**
 * The answer in a body, checked like every other body. Not by the route itself: what is wrong with a form belongs on the
 * page. @throws ValidationFailed
 */
async function textOf(body: unknown, form: boolean): Promise<string> {
  const { text } = (await pipe.transform(body ?? {}, {
    type: 'body',
    metatype: GiveReplyAnswerRequest,
  })) as GiveReplyAnswerRequest;
  // Browsers send line ends as CR LF.
  return (form ? text.replace(/\r\n?/g, '\n') : text).trim();
}
