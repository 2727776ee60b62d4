import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openApiText } from '../openapi.mjs';
import { services } from '../start/services.mjs';
import { committedDocument, type OpenApiDocument, type Operation } from './openapi-documents.js';
import { faultsOf } from './openapi-faults.js';

const names = services.map(({ name }) => name);

describe.each(names)('the OpenAPI document of %s', (service) => {
  it('is valid and says all that a reader needs', async () => {
    expect(await faultsOf(committedDocument(service), service)).toEqual([]);
  }, 60_000);
});

it('there is a document for every service and no other', () => {
  const folder = join(import.meta.dirname, '..', '..', 'docs', 'openapi');
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

const problem = (): Operation['responses'][string] => ({
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Note' } } },
});
const problems = () =>
  Object.fromEntries(['400', '401', '403', '404', '429', '500'].map((status) => [status, problem()]));
const json = () => ({ 'application/json': { schema: { $ref: '#/components/schemas/Note' } } });

/** A document without a fault. */
const aDocument = (): OpenApiDocument => ({
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1.0.0' },
  servers: [{ url: '/' }],
  paths: {
    '/desk/v1/notes/{id}': {
      put: {
        operationId: 'Notes_put',
        summary: 'Write a note',
        tags: ['notes'],
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            description: 'The note.',
            schema: { type: 'string', example: '1' },
          },
          { name: 'lang', in: 'query', description: 'Language.', schema: { type: 'string' } },
        ],
        requestBody: { content: json() },
        responses: { '200': { description: 'Written.', content: json() }, ...problems() },
        security: [{ bearer: [] }],
        'x-permission': 'case:write',
      },
    },
  },
  components: {
    schemas: {
      Note: {
        type: 'object',
        required: ['text'],
        properties: { text: { type: 'string', description: 'The words.', minLength: 2, example: '两个字' } },
      },
    },
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  },
});

describe('a document with a fault', () => {
  const put = (document: OpenApiDocument) => document.paths['/desk/v1/notes/{id}']!['put']!;
  const note = (document: OpenApiDocument) => document.components.schemas['Note']!;

  it('is told from one without', async () => {
    expect(await faultsOf(aDocument(), 'desk')).toEqual([]);
  });

  it.each<[string, (document: OpenApiDocument) => unknown, RegExp]>([
    ['of another version', (document) => (document.openapi = '3.0.0'), /OpenAPI 3.0.0/],
    ['whose parameter lies nowhere', (document) => (put(document).parameters![1]!.in = 'body' as 'query'), /not valid/],
    ['that refers to nothing', (document) => delete document.components.schemas['Note'], /not valid|no JSON Schema/],
    ['with a schema that is none', (document) => (note(document).type = 'text'), /no JSON Schema/],
    ['outside of the base path', (document) => (document.paths['/desk/v2/a'] = { get: put(document) }), /below/],
    ['without a summary', (document) => delete put(document).summary, /no summary/],
    ['without a tag', (document) => (put(document).tags = []), /no tag/],
    ['with a silent parameter', (document) => delete put(document).parameters![1]!.description, /what lang is/],
    ['that says of nobody', (document) => delete put(document)['x-permission'], /neither public/],
    ['with a permission nobody has', (document) => (put(document)['x-permission'] = 'case:eat'), /no role can have/],
    ['with a permission for everybody', (document) => (put(document).security = []), /no token/],
    ['that hides a problem', (document) => delete put(document).responses['403'], /the problem 403/],
    ['that hides an absence', (document) => delete put(document).responses['404'], /the problem 404/],
    ['that never succeeds', (document) => delete put(document).responses['200'], /no success/],
    ['with a silent answer', (document) => delete put(document).responses['200']!.content, /what its 200/],
    ['with a silent body', (document) => (put(document).requestBody!.content = { 'a/b': {} }), /describe its body/],
    ['with a silent property', (document) => delete note(document).properties!['text']!.description, /Note.text/],
    ['with a silent id', (document) => delete put(document).parameters![0]!.description, /what id is/],
    ['with an id without example', (document) => delete put(document).parameters![0]!.schema!.example, /example of id/],
    ['whose answer says nothing', (document) => (put(document).responses['200']!.description = ''), /what its 200 is/],
    ['with a property without example', (document) => delete note(document).properties!['text']!.example, /no example/],
    [
      'with a false example',
      (document) => (note(document).properties!['text']!.example = '字'),
      /does not fit: \/text/,
    ],
    ['with a twin', (document) => (document.paths['/desk/v1/a'] = { get: put(document) }), /names two/],
    ['with a host', (document) => (document.servers[0]!.url = 'http://10.1.2.3:80'), /names the host/],
  ])('is found: one %s', async (_, spoil, fault) => {
    const document = aDocument();
    spoil(document);
    expect((await faultsOf(document, 'desk')).join('\n')).toMatch(fault);
  });
});

it('the text of a document does not depend on the order in which it was made', () => {
  const document = aDocument();
  document.paths['/desk/v1/a'] = { put: {} as never, get: {} as never };
  const { paths, components, ...rest } = document;
  const other = { components, ...rest, paths: Object.fromEntries(Object.entries(paths).reverse()) };
  expect(openApiText(other)).toBe(openApiText(document));
  expect(Object.keys((JSON.parse(openApiText(document)) as OpenApiDocument).paths['/desk/v1/a']!)).toEqual([
    'get',
    'put',
  ]);
  expect(openApiText(document)).toMatch(/[^\n]\n$/);
});
