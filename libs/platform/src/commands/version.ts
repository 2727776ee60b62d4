import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ApiProblem } from '../openapi/api-problem.js';
import { BadRequest, PreconditionRequired } from '../problem/problems.js';

/** Gives `ETag "v<version>"` to every answer whose body has an integer `version`. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | null | undefined)?.version;
        if (Number.isInteger(version) && !reply.hasHeader('etag')) reply.header('etag', `"v${version as number}"`);
        return body;
      }),
    );
  }
}

const versionOf = createParamDecorator((isNeeded: boolean, context: ExecutionContext): number | undefined => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined && !isNeeded) return undefined;
  if (header === undefined) throw new PreconditionRequired();
  // A proxy that compresses marks the tag as weak; the version it names is the same.
  const version = Number(/^(?:W\/)?"v(\d{1,10})"$/.exec(header.trim())?.[1] ?? NaN);
  if (!(version <= 2_147_483_647)) {
    throw new BadRequest({
      zh: 'If-Match 须为读取时返回的 ETag',
      en: 'If-Match must be the ETag of the last read, like "v3".',
    });
  }
  return version;
});

const described =
  (required: boolean, description: string): ParameterDecorator =>
  (target, name, index) => {
    versionOf(required)(target, name, index);
    const method = Object.getOwnPropertyDescriptor(target, name!)!;
    const header = { name: 'If-Match', required, description, schema: { type: 'string', example: '"v3"' } };
    ApiHeader(header)(target, name!, method);
    ApiProblem(412, 'stale-version')(target, name!, method);
    if (required) ApiProblem(428, 'precondition-required')(target, name!, method);
  };

/** The version that the client last read, from `If-Match`: `@IfMatch() version: number`. */
export const IfMatch = (): ParameterDecorator => described(true, 'ETag of the last read.');

/** The same where a client may leave it out: `@IfMatchIfGiven() version: number | undefined`. */
export const IfMatchIfGiven = (): ParameterDecorator =>
  described(false, 'ETag of the last read: what was changed since is not changed again. Left out: changed as it is.');
