import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Trace } from '@crm/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from '../logging/request-trace.js';
import { secondsUntilRetry } from './database-outage.js';
import { type Language, languageTags, preferredLanguage, type Titles } from './language.js';
import { Problem, problemType } from './problem.js';
import { Internal, StatusProblem, Unavailable, ValidationFailed } from './problems.js';

/** Turns every error of a request into RFC 9457 `application/problem+json`, in the language the client asked for. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    // Event handlers have their own failure path: retries, then a dead letter.
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem instanceof Unavailable) this.logger.warn(`unavailable: ${(error as Error).message}`);
    else if (problem.status >= 500) this.logger.error(error);
    if (reply.sent || reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(problem, request, reply);
  }
}

/** The problem that an error stands for; everything unexpected is `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return new StatusProblem(error.getStatus(), safeDetail(error));
  const seconds = secondsUntilRetry(error);
  if (seconds !== undefined) return new Unavailable(seconds);
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? new StatusProblem(statusCode)
    : new Internal();
}

/** Writes the answer. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const language = preferredLanguage(request.headers['accept-language']);
  // A request that the router could not read has met no hook yet.
  const trace = request.trace ?? traceOf(request);
  void reply
    .code(problem.status)
    .headers({
      ...problem.headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': languageTags[language],
      vary: 'Accept-Language',
      'cache-control': 'no-store',
    })
    .send(JSON.stringify(toBody(problem, language, request.url, trace)));
}

function toBody(problem: Problem, language: Language, url: string, trace: Trace): Record<string, unknown> {
  return {
    ...problem.members,
    type: problemType(problem.type),
    title: problem.titles[language],
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: inLanguage(problem.detail, language) }),
    // Without the query: it may hold what somebody searched for.
    instance: url.split('?', 1)[0],
    traceId: trace.traceparent.split('-')[1],
    correlationId: trace.correlationId,
    ...(problem instanceof ValidationFailed
      ? { errors: problem.errors.map(({ pointer, message }) => ({ pointer, message: inLanguage(message, language) })) }
      : {}),
  };
}

const inLanguage = (text: string | Titles, language: Language): string =>
  typeof text === 'string' ? text : text[language];

/** Nest's own pipes say what they expected. A message with a cause comes from a library and may quote the request. */
function safeDetail(error: HttpException): string | Titles | undefined {
  if (error.getStatus() !== 400 || error.cause !== undefined) return undefined;
  const zh = ofPipes[error.message];
  return zh === undefined ? error.message : { zh, en: error.message };
}

/** What Nest's pipes say of a part of the path. */
const ofPipes: Record<string, string> = {
  'Validation failed (uuid is expected)': '路径中的编号须为 UUID',
  'Validation failed (enum string is expected)': '路径中的取值不在允许之列',
};
