import { type ArgumentsHost, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../problem/language.js';
import type { Problem } from '../problem/problem.js';
import { ProblemFilter, toProblem } from '../problem/problem.filter.js';
import { asPage, keepPrivate } from './page-frame.js';
import { pageRequestOf } from './page-request.js';

/** Errors behind a link that was sent: a friendly page for people, `application/problem+json` for programs. */
export abstract class PageProblemFilter extends ProblemFilter {
  private readonly log = new Logger(this.constructor.name);

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { page, language } = pageRequestOf(request);
    if (!page) {
      keepPrivate(reply);
      return super.catch(error, host);
    }
    const problem = toProblem(error);
    if (problem.status >= 500) this.log.error(error);
    void asPage(reply.code(problem.status).headers(problem.headers), language).send(this.pageOf(language, problem));
  }

  /** What people read instead. */
  protected abstract pageOf(language: Language, problem: Problem): string;
}
