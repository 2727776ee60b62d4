import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServiceDescription } from '../bootstrap/service.js';
import { buildOpenApi } from './build-openapi.js';

/** What the page loads, all from this machine: no CDN. */
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'favicon-32x32.png'];

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

/**
 * The document at `/<service>/openapi.json` and a page to read it at `/<service>/docs`. By hand, since what Nest offers
 * loads @fastify/static, which Jest cannot (it requires an ESM-only package), and needs inline scripts allowed.
 */
export function serveOpenApi(app: NestFastifyApplication, service: ServiceDescription): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const base = `/${service.name}/docs`;
  let document: string | undefined;
  fastify.get(`/${service.name}/openapi.json`, (_request, reply) => {
    // Built when somebody first asks, which spares every start the work.
    document ??= JSON.stringify(buildOpenApi(app, service));
    return reply.type('application/json; charset=utf-8').send(document);
  });
  fastify.get(base, (_request, reply) => reply.type('text/html; charset=utf-8').send(pageOf(service)));
  fastify.get(`${base}/start.js`, (_request, reply) => reply.type(contentTypes['.js']!).send(startScript));
  for (const file of assets) {
    fastify.get(`${base}/${file}`, async (_request, reply) => {
      const content = await readFile(join(assetFolder(), file));
      return reply.type(contentTypes[extname(file)]!).header('cache-control', 'public, max-age=86400').send(content);
    });
  }
}

/** swagger-ui-dist comes with @nestjs/swagger, wherever npm put it. */
function assetFolder(): string {
  const ours = createRequire(import.meta.url);
  return dirname(createRequire(ours.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
}

/** Links are relative to the last slash, so they name the folder: the page itself has no slash at its end. */
const pageOf = ({ title }: ServiceDescription): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title.replace(/[<&]/g, '')}</title>
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="page"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/swagger-ui-standalone-preset.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const startScript = `window.ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#page',
  deepLinking: true,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  validatorUrl: null,
});
`;
