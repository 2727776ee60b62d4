import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { describeApi } from '../src/bootstrap/index.js';
import { startTasksApp, type TasksApp } from './tasks-app.js';
import { tasksService } from './tasks-service.js';

interface Document {
  openapi: string;
  servers: unknown[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}
interface Operation {
  operationId: string;
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
  security?: unknown[];
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  'x-permission'?: string;
}

let app: TasksApp;
let document: Document;

beforeAll(async () => {
  app = await startTasksApp();
  document = (await request(app.url).get('/tasks-test/openapi.json')).body as Document;
});
afterAll(() => app.close());

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

describe('the OpenAPI document', () => {
  it('is of version 3.1, and open to everybody', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document).toMatchObject({
      info: { title: 'Tasks', version: '1.0.0' },
      components: { securitySchemes: { bearer: { type: 'http' } } },
    });
  });

  it('has every route of the service, those of its operators, and no other of the platform', () => {
    expect(
      operations()
        .map(([route]) => route)
        .sort(),
    ).toEqual([
      'delete /tasks-test/v1/tasks/{id}',
      'get /tasks-test/v1/dead-letters',
      'get /tasks-test/v1/dead-letters/{id}',
      'get /tasks-test/v1/outbox/parked',
      'get /tasks-test/v1/outbox/parked/{position}',
      'get /tasks-test/v1/tasks',
      'get /tasks-test/v1/tasks/boom',
      'get /tasks-test/v1/tasks/open',
      'get /tasks-test/v1/tasks/slow',
      'get /tasks-test/v1/tasks/whoami',
      'get /tasks-test/v1/tasks/{id}',
      'patch /tasks-test/v1/tasks/{id}',
      'post /tasks-test/v1/dead-letters/{id}/discard',
      'post /tasks-test/v1/dead-letters/{id}/replay',
      'post /tasks-test/v1/outbox/parked/{position}/discard',
      'post /tasks-test/v1/outbox/parked/{position}/retry',
      'post /tasks-test/v1/tasks',
      'post /tasks-test/v1/tasks/echo',
      'post /tasks-test/v1/tasks/{id}/close',
    ]);
  });

  it('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['NewTask', 'Step', 'TaskResponse', 'Problem']),
    );
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect([name, ajv.validateSchema(schema), ajv.errors]).toEqual([name, true, null]);
    }
    expect(JSON.stringify(document)).not.toContain('"nullable"');
    expect(document.components.schemas['NewTask']).toMatchObject({
      properties: { weight: { type: ['integer', 'null'] } },
    });
  });

  it('names the problems that every route may answer with, and those of its own', () => {
    for (const [route, { responses, 'x-permission': permission }] of operations()) {
      const expected = [
        '400',
        '429',
        '500',
        '503',
        ...(permission ? ['401', '403'] : []),
        ...(route.includes('{id}') ? ['404'] : []),
      ];
      expect([route, Object.keys(responses)]).toEqual([route, expect.arrayContaining(expected)]);
      expect(responses['500']!.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
    }
    const { responses } = document.paths['/tasks-test/v1/tasks']!['post']!;
    expect(responses['409']!.description).toBe('`urn:problem:idempotency-key-in-flight`, `urn:problem:title-taken`');
    expect(responses['422']!.description).toBe('`urn:problem:idempotency-key-reused`');
    expect(responses['201']).toBeDefined();
    expect(JSON.stringify(document)).not.toMatch(/x-problem/);
  });

  it('says who may call a route', () => {
    const { get, post } = document.paths['/tasks-test/v1/tasks']!;
    expect([get!['x-permission'], post!['x-permission']]).toEqual(['case:read', 'case:write']);
    expect(get!.security).toEqual([{ bearer: [] }]);
    expect(document.paths['/tasks-test/v1/tasks/open']!['get']!.security).toEqual([]);
    for (const [route, { security }] of operations()) expect([route, security]).toEqual([route, expect.any(Array)]);
  });

  it('knows the headers of commands and versions, and the query of pages', () => {
    const names = (operation: Operation): unknown[] =>
      operation.parameters!.map(({ name, in: place, required }) => [place, name, required]);
    expect(names(document.paths['/tasks-test/v1/tasks/{id}']!['patch']!)).toEqual(
      expect.arrayContaining([
        ['header', 'Idempotency-Key', false],
        ['header', 'If-Match', true],
        ['path', 'id', true],
      ]),
    );
    expect(names(document.paths['/tasks-test/v1/tasks']!['get']!)).toEqual(
      expect.arrayContaining([
        ['query', 'limit', false],
        ['query', 'cursor', false],
        ['query', 'sort', false],
      ]),
    );
  });

  it('has an operationId of its own for every route', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('Tasks_add');
  });

  it('is the same when it is made without a running service', async () => {
    expect(JSON.parse(JSON.stringify(await describeApi(tasksService)))).toEqual(document);
  });
});

describe('the page to read it', () => {
  it('loads everything from this machine, with no inline script', async () => {
    const page = await request(app.url).get('/tasks-test/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      (match) => new URL(match[1]!, `${app.url}/tasks-test/docs`),
    );
    expect(links).toHaveLength(5);
    expect(page.text).not.toMatch(/<script>|onload=/);
    for (const link of links) {
      expect(link.origin).toBe(app.url);
      const asset = await request(app.url).get(link.pathname);
      expect([link.pathname, asset.status]).toEqual([link.pathname, 200]);
    }
    const start = await request(app.url).get('/tasks-test/docs/start.js');
    expect(start.text).toContain("url: 'openapi.json'");
  });

  it('serves nothing else from the disk', async () => {
    for (const path of ['docs/..%2fpackage.json', 'docs/package.json', 'docs/%2e%2e/%2e%2e/package.json']) {
      expect((await request(app.url).get(`/tasks-test/${path}`)).status).toBe(404);
    }
  });
});
