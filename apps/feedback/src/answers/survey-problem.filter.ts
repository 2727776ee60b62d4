import { NotFound, ProblemFilter, toProblem } from '@crm/platform/problem';
import { type ArgumentsHost, Catch, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnsweredAlready, SurveyLinkExpired, SurveyLinkUsed } from './answer.errors.js';
import { asPage, keepPrivate } from './page/page-frame.js';
import { problemPage } from './page/survey-page.js';
import { surveyRequestOf } from './survey-request.js';
import type { PageProblem } from './survey-texts.js';

/** Errors behind a survey link: a friendly page for people, `application/problem+json` for programs. */
@Catch()
export class SurveyProblemFilter extends ProblemFilter {
  private readonly log = new Logger(SurveyProblemFilter.name);

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { page, language } = surveyRequestOf(request);
    if (!page) {
      keepPrivate(reply);
      return super.catch(error, host);
    }
    const problem = toProblem(error);
    if (problem.status >= 500) this.log.error(error);
    void asPage(reply.code(problem.status).headers(problem.headers), language).send(
      problemPage(language, kindOf(problem)),
    );
  }
}

function kindOf(problem: Error): PageProblem {
  if (problem instanceof NotFound) return 'unknown';
  if (problem instanceof SurveyLinkExpired) return 'expired';
  return problem instanceof SurveyLinkUsed || problem instanceof AnsweredAlready ? 'answered' : 'failed';
}
