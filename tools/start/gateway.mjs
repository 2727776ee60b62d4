// @ts-check
import proxy from '@fastify/http-proxy';
import Fastify from 'fastify';
import { portalPage } from './portal.mjs';
import { services } from './services.mjs';

/**
 * One port for all services: `/<service>/…` goes to that service, `/` is the portal, `/readyz` says whether everything
 * works. With a JWKS it is the local token issuer too.
 * @param {{
 *   upstreams: Record<string, string>,
 *   jwks?: object | undefined,
 *   preparing?: () => string | null,
 * }} options `preparing` names what is still being done before the instance as a whole is ready
 */
export async function createGateway({ upstreams, jwks, preparing = () => null }) {
  const gateway = Fastify({ logger: false, forceCloseConnections: 'idle', bodyLimit: 64 * 1024 * 1024 });

  gateway.get('/livez', async () => ({ status: 'ok' }));
  gateway.get('/readyz', async (_request, reply) => {
    const states = await Promise.all(services.map(async ({ name }) => [name, await readiness(upstreams[name])]));
    const step = preparing();
    const ready = states.every(([, state]) => state === 'ready') && !step;
    reply.header('cache-control', 'no-store');
    return reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      services: Object.fromEntries(states),
      ...(step && { preparing: step }),
    });
  });
  // How many events are still on their way: the sum of what each service says of its outbox and its consumer.
  gateway.get('/backlog', async (_request, reply) => {
    const waiting = await Promise.all(services.map(({ name }) => backlog(upstreams[name])));
    return reply.header('cache-control', 'no-store').send({ waiting: waiting.reduce((sum, one) => sum + one, 0) });
  });
  gateway.get('/', async (request, reply) => {
    const language = /^en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh';
    const asked = /** @type {{ lang?: string }} */ (request.query).lang;
    return reply.type('text/html; charset=utf-8').send(portalPage(asked === 'en' || asked === 'zh' ? asked : language));
  });
  if (jwks) gateway.get('/.well-known/jwks.json', async () => jwks);

  for (const { name } of services) {
    await gateway.register(proxy, {
      upstream: upstreams[name] ?? '',
      prefix: `/${name}`,
      rewritePrefix: `/${name}`,
      http: { requestOptions: { timeout: 120_000 } },
      replyOptions: {
        onError: (reply) => {
          reply.header('retry-after', '2').header('content-type', 'application/problem+json');
          reply.status(503).send(
            JSON.stringify({
              type: 'urn:problem:unavailable',
              title: '服务暂不可用',
              status: 503,
              detail: `${name} does not answer at the moment.`,
            }),
          );
        },
      },
    });
  }
  gateway.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .header('content-type', 'application/problem+json')
      .send(
        JSON.stringify({
          type: 'urn:problem:not-found',
          title: '未找到',
          status: 404,
          instance: request.url.split('?')[0],
        }),
      ),
  );
  return gateway;
}

/** @param {string | undefined} upstream */
async function readiness(upstream) {
  try {
    const answer = await fetch(`${upstream}/readyz`, { signal: AbortSignal.timeout(3_000) });
    return answer.ok ? 'ready' : 'not ready';
  } catch {
    return 'unreachable';
  }
}

/** @param {string | undefined} upstream */
async function backlog(upstream) {
  const text = await (await fetch(`${upstream}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
  const gauge = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
  return gauge('outbox_pending') + gauge('consumer_lag');
}
