import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authenticate } from '../auth/authentication.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import type { BaseConfig } from '../config/define-config.js';
import { Readiness } from '../health/readiness.js';
import type { JsonLogger } from '../logging/json-logger.js';
import { logRequests } from '../logging/request-log.js';
import { traceRequests } from '../logging/request-trace.js';
import { measureProcess, measureRequests } from '../metrics/http-metrics.js';
import { sendProblem, toProblem } from '../problem/problem.filter.js';
import { BadRequest, NotFound, TooManyRequests } from '../problem/problems.js';
import { readJsonBodies } from './json-body.js';
import { cutSlowBodies, grantPace } from './slow-bodies.js';
import { answerUnreadable } from './unreadable-request.js';

/** Most bytes of a JSON body; imports are streamed past it. */
const bodyLimitBytes = 1_048_576;

/** No request comes in for longer, whatever its route allows (`slow-bodies.ts`). */
const requestTimeoutMs = 3_600_000;

/** How long answers under way are waited for when the process ends. */
const lingerMs = 10_000;

/** The HTTP server before any route: limits, trace, log, metrics. */
export function createAdapter(config: BaseConfig, logger: JsonLogger): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: [...config.TRUSTED_PROXIES],
    routerOptions: { maxParamLength: 500 },
    // While closing, requests on connections that are still open are answered like any other.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(toProblem(error), request, reply),
  });
  const fastify = adapter.getInstance() as FastifyInstance;
  // A client that neither reads on nor goes away must not hold up the end of the process.
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), lingerMs).unref();
    done();
  });
  cutSlowBodies(fastify);
  readJsonBodies(fastify);
  traceRequests(fastify);
  logRequests(fastify, logger);
  measureRequests(fastify);
  measureProcess();
  return adapter;
}

/** NUL cannot be stored, and class-transformer drops parameters with names such as `constructor` without a word. */
const isHarmful = ({ url, query }: FastifyRequest): boolean =>
  url.includes('%00') || Object.keys(query as object).some((name) => name in Object.prototype);

/** What needs the application's parts; before its routes are made, since the rate limit hooks into each. */
export async function protect(app: NestFastifyApplication, config: BaseConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const readiness = app.get(Readiness);
  fastify.addHook('onRequest', (request, reply, next) => {
    if (readiness.isDraining) reply.header('connection', 'close');
    if (isHarmful(request))
      return next(new BadRequest({ zh: '请求地址含有不允许的内容', en: 'The address holds what it may not.' }));
    if (config.ROLE === 'worker' && !request.routeOptions.config?.quiet) return next(new NotFound());
    next();
  });
  fastify.addHook(
    'onRequest',
    authenticate(
      new TokenVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUrl: config.OIDC_JWKS_URL }),
    ),
  );
  fastify.addHook('onRequest', (request, _reply, next) => {
    grantPace(request);
    next();
  });
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    // Whether all of the domain is https is for the gateway to say.
    strictTransportSecurity: false,
  });
  await app.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: 60_000,
    cache: 20_000,
    enableDraftSpec: true,
    keyGenerator: (request) => (request.user ? `user ${request.user.id}` : `address ${request.ip}`),
    errorResponseBuilder: () => new TooManyRequests(),
  });
}
