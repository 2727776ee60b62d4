import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { TransactionRunner, type Tx } from '@crm/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../openapi/api-problem.js';
import { BadRequest } from '../problem/problems.js';
import { KeySlot, type StoredAnswer } from './idempotency-key.js';
import { claim, store } from './idempotency-keys.repository.js';

/** An answer with more than a body; return it from the work of a command. */
export class Answer<Body> {
  constructor(
    readonly body: Body,
    /** Status other than the route's own, and where to find what was created. */
    readonly extra: { status?: number; location?: string },
  ) {}
}

/**
 * Runs the work of one HTTP command in one transaction. With an `Idempotency-Key` the answer (status, `Location` and
 * body) is stored in the same transaction; the same request again gets it again, without the work. Only a successful
 * answer is stored. The work runs again when PostgreSQL reports a serialization failure or a deadlock.
 */
export type RunCommand = <Body>(work: (tx: Tx) => Promise<Body | Answer<Body>>) => Promise<Body>;

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Makes the `RunCommand` of a request. */
@Injectable()
export class CommandRunner implements PipeTransform<Exchange, RunCommand> {
  constructor(private readonly transactions: TransactionRunner) {}

  transform({ request, reply }: Exchange): RunCommand {
    return async <Body>(work: (tx: Tx) => Promise<Body | Answer<Body>>) => {
      const slot = slotOf(request);
      const routeStatus = reply.statusCode;
      const { answer, replayed } = await this.transactions.run(async (tx) => {
        const earlier = slot && (await claim(tx, slot));
        if (earlier) return { answer: earlier, replayed: true };
        const now = toStored(await work(tx), routeStatus);
        if (slot) await store(tx, slot, now);
        return { answer: now, replayed: false };
      });
      reply.code(answer.status);
      if (answer.location) reply.header('location', answer.location);
      if (replayed) reply.header('idempotent-replayed', 'true');
      return answer.body as Body;
    };
  }
}

function toStored(result: unknown, routeStatus: number): StoredAnswer {
  if (!(result instanceof Answer)) return { status: routeStatus, body: result };
  const { status = routeStatus, location } = result.extra;
  return { status, body: result.body as unknown, ...(location ? { location } : {}) };
}

function slotOf(request: FastifyRequest): KeySlot | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new BadRequest({
      zh: 'Idempotency-Key 须为 1 至 200 个可见 ASCII 字符',
      en: 'Idempotency-Key must be 1 to 200 visible ASCII characters.',
    });
  }
  const [path = '', query = ''] = request.url.split('?', 2);
  const content = `${query}\n${JSON.stringify(request.body ?? null)}`;
  return new KeySlot({ key, client: request.user?.id ?? '', route: `${request.method} ${path}`, content });
}

const exchangeOf = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/** The unit of work of this request: `@Command() run: RunCommand`. */
export const Command = (): ParameterDecorator => (target, name, index) => {
  exchangeOf(CommandRunner)(target, name, index);
  const method = Object.getOwnPropertyDescriptor(target, name!)!;
  const description =
    'Makes a repetition harmless: the same key with the same body gets the first answer again (24 hours).';
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  })(target, name!, method);
  ApiProblem(409, 'idempotency-key-in-flight')(target, name!, method);
  ApiProblem(422, 'idempotency-key-reused')(target, name!, method);
};
