import type { OpenAPIObject } from '@nestjs/swagger';
import { publicExtension } from '../auth/decorators.js';
import { problemType } from '../problem/problem.js';
import { type DocumentedProblem, takeProblems } from './api-problem.js';

interface Operation {
  responses: Record<string, unknown>;
  security?: unknown[];
  parameters?: unknown[];
  requestBody?: unknown;
  'x-permission'?: string;
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'instance', 'traceId', 'correlationId'],
  properties: {
    type: {
      type: 'string',
      example: 'urn:problem:validation-failed',
      description: 'Names the kind of problem for ever: `urn:problem:<slug>`.',
    },
    title: {
      type: 'string',
      example: '请求内容未通过校验',
      description: 'In the language of Accept-Language; Chinese where it names neither zh nor en.',
    },
    status: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
      example: 400,
      description: 'The HTTP status of the answer.',
    },
    detail: { type: 'string', example: 'If-Match 须为读取时返回的 ETag', description: 'What is wrong in this case.' },
    instance: { type: 'string', example: '/customer-master/v1/customers', description: 'Path of the request.' },
    traceId: {
      type: 'string',
      example: '4bf92f3577b34da6a3ce929d0e0e4736',
      description: 'Finds the request in logs and traces.',
    },
    correlationId: {
      type: 'string',
      example: '01981a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
      description: 'Value of X-Correlation-Id.',
    },
    errors: {
      type: 'array',
      description: 'Every fault of the request’s shape.',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: {
          pointer: {
            type: 'string',
            example: '/names/0/text',
            description: 'JSON pointer into the body, or `/name` of a query parameter.',
          },
          message: {
            type: 'string',
            example: '不能为空',
            description: 'What is wrong there, in the language of the answer.',
          },
        },
      },
    },
  },
};

/** Gives every operation the problems that any route may answer with, and those its @ApiProblem decorators name. */
export function addProblemResponses(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema as never };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item) as Operation[]) addResponses(operation, path);
  }
  return document;
}

function addResponses(operation: Operation, path: string): void {
  const isPublic = operation['x-permission'] === publicExtension;
  if (isPublic) {
    delete operation['x-permission'];
    operation.security = [];
  }
  const slugs = new Map<number, Set<string>>();
  for (const { status, slug } of [...generalProblems(operation, path, isPublic), ...takeProblems(operation)]) {
    slugs.set(status, (slugs.get(status) ?? new Set()).add(slug));
  }
  for (const [status, named] of slugs) operation.responses[status] = response([...named]);
}

function generalProblems(operation: Operation, path: string, isPublic: boolean): DocumentedProblem[] {
  return [
    { status: 400, slug: 'validation-failed' },
    { status: 400, slug: 'bad-request' },
    { status: 429, slug: 'too-many-requests' },
    { status: 500, slug: 'internal' },
    { status: 503, slug: 'unavailable' },
    ...(isPublic
      ? []
      : [
          { status: 401, slug: 'unauthenticated' },
          { status: 403, slug: 'forbidden' },
        ]),
    ...(path.includes('{') ? [{ status: 404, slug: 'not-found' }] : []),
    ...(operation.requestBody ? bodyProblems : []),
  ];
}

const bodyProblems: DocumentedProblem[] = [
  { status: 413, slug: 'payload-too-large' },
  { status: 415, slug: 'unsupported-media-type' },
];

const response = (slugs: string[]): object => ({
  description: slugs.map((slug) => `\`${problemType(slug)}\``).join(', '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
