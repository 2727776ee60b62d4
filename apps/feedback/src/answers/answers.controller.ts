import { TransactionRunner } from '@crm/persistence';
import { Public } from '@crm/platform/auth';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPageOrJson, asPage, formType, keepPrivate, pageRequestOf } from '@crm/platform/pages';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerReceipt, GiveAnswerRequest, SurveyResponse, toAnswerReceipt, toSurveyResponse } from './answer.dto.js';
import { answerOfForm, filledInOf, type FormFields } from './answer-form.js';
import { AnswersService } from './answers.service.js';
import { givenAnswerOf, NoScore } from './read-answer.js';
import { questionsPage, thanksPage } from './page/survey-page.js';
import { SurveyProblemFilter } from './survey-problem.filter.js';

/** Requests per minute of one address. Guessing 256 bits is hopeless anyway; a phone network shares one address. */
const rateLimit = { max: 300, timeWindow: 60_000 };

/** The customer's side: no login, no script; who holds the link may answer once. */
@ApiTags('Answers')
@Controller('answers')
@Public()
@UseFilters(SurveyProblemFilter)
export class AnswersController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly answers: AnswersService,
  ) {}

  @Get(':token')
  @RouteConfig({ rateLimit })
  @ApiOperation({
    summary: 'The questions behind a survey link',
    description: 'A page where Accept names `text/html`, JSON otherwise. Never cached, never indexed.',
  })
  @ApiPageOrJson(SurveyResponse, 'The questions.')
  @ApiProblem(410, 'survey-link-used', 'survey-link-expired')
  async questions(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | SurveyResponse> {
    const { page, language } = pageRequestOf(request);
    const validUntil = await this.transactions.run((tx) => this.answers.open(tx, token, new Date()));
    (page ? asPage : keepPrivate)(reply, language);
    return page ? questionsPage(language) : toSurveyResponse(language, validUntil);
  }

  @Post(':token')
  @HttpCode(200)
  @RouteConfig({ rateLimit })
  @ApiOperation({
    summary: 'Answers the survey, once',
    description:
      'The link itself makes a repetition harmless: the same answer again gets the same result, another one 409. ' +
      'A form gets a page, unless Accept names JSON.',
  })
  @ApiConsumes('application/json', formType)
  @ApiBody({ type: GiveAnswerRequest })
  @ApiPageOrJson(AnswerReceipt, 'The answer counts; also when it was given before.')
  @ApiProblem(409, 'answered-already')
  @ApiProblem(410, 'survey-link-expired')
  async answer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | AnswerReceipt> {
    const { page, form, language } = pageRequestOf(request);
    try {
      const answer = await givenAnswerOf(form ? answerOfForm(body as FormFields) : body, language);
      const receipt = await this.transactions.run((tx) => this.answers.submit(tx, token, answer, new Date()));
      (page ? asPage : keepPrivate)(reply, language);
      return page ? thanksPage(language, receipt.followUp) : toAnswerReceipt(language, receipt);
    } catch (error) {
      if (!page || !form || !(error instanceof ValidationFailed)) throw error;
      // Only who may answer sees the form again.
      await this.transactions.run((tx) => this.answers.open(tx, token, new Date()));
      asPage(reply.code(error.status), language);
      const fault = error instanceof NoScore ? 'noScore' : 'invalid';
      return questionsPage(language, filledInOf(body as FormFields), fault);
    }
  }
}
