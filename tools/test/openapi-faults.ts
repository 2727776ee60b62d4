import { permissions } from '@crm/platform/auth';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { gapsOf } from './openapi-completeness.js';
import { exampleOf } from './openapi-examples.js';
import {
  type OpenApiDocument,
  type Operation,
  operationsOf,
  resolved,
  routeOf,
  type Schema,
} from './openapi-documents.js';

/** What a reader of the document of a service would miss; one sentence for each fault. */
export async function faultsOf(document: OpenApiDocument, service: string): Promise<string[]> {
  const ajv = compilerOf(document);
  const invalid = await invalidities(document, ajv);
  if (invalid.length > 0) return invalid;
  return [
    ...operationsOf(document).flatMap((operation) => [
      ...pathFaults(operation, service),
      ...namingFaults(operation),
      ...accessFaults(operation),
      ...responseFaults(operation),
      ...bodyFaults(operation, document, ajv),
    ]),
    ...repeated(operationsOf(document).map(({ operationId }) => operationId)).map((id) => `${id} names two operations`),
    ...gapsOf(document),
    ...((JSON.stringify(document.servers) + JSON.stringify(document.info))
      .match(/https?:\/\/\S*/g)
      ?.map((url) => `names the host ${url}`) ?? []),
  ];
}

/** Against the specification's own schema; then every schema against JSON Schema 2020-12, references and examples too. */
async function invalidities(document: OpenApiDocument, ajv: Ajv2020): Promise<string[]> {
  if (document.openapi !== '3.1.0') return [`is OpenAPI ${document.openapi}, not 3.1.0`];
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  if (!valid) return [`is not valid OpenAPI: ${JSON.stringify(errors).slice(0, 1000)}`];
  return Object.keys(document.components.schemas).flatMap((name) => {
    const schema = { $ref: `#/components/schemas/${name}` };
    try {
      return misfits([exampleOf(schema, document)], schema, ajv).map((fault) => `${name}: ${fault}`);
    } catch (error) {
      return [`${name} is no JSON Schema: ${(error as Error).message}`];
    }
  });
}

function compilerOf({ components }: OpenApiDocument): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.addSchema({ $id: 'openapi', components });
}

/** What is wrong with the examples of a schema. */
function misfits(examples: readonly unknown[], schema: Schema, ajv: Ajv2020): string[] {
  const fits = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object);
  return examples
    .filter((example) => !fits(example))
    .flatMap(() => fits.errors ?? [])
    .map(({ instancePath, message }) => `its example does not fit: ${instancePath} ${message}`);
}

/** A page for people may lie beside `/v1`. */
function pathFaults(operation: Operation, service: string): string[] {
  const isPage = Object.keys(operation.responses['200']?.content ?? {}).join() === 'text/html';
  const base = isPage ? `/${service}/` : `/${service}/v1/`;
  return operation.path.startsWith(base) ? [] : [`${routeOf(operation)} does not lie below ${base}`];
}

function namingFaults(operation: Operation): string[] {
  return [
    ...(operation.summary ? [] : [`${routeOf(operation)} has no summary`]),
    ...(operation.tags?.length ? [] : [`${routeOf(operation)} has no tag`]),
  ];
}

function accessFaults(operation: Operation): string[] {
  const permission = operation['x-permission'];
  const isPublic = operation.security?.length === 0;
  if (permission === undefined) return isPublic ? [] : [`${routeOf(operation)} is neither public nor has a permission`];
  if (!(permissions as readonly string[]).includes(permission))
    return [`${routeOf(operation)} asks for ${permission}, which no role can have`];
  const asksForToken = JSON.stringify(operation.security) === '[{"bearer":[]}]';
  return asksForToken ? [] : [`${routeOf(operation)} has a permission and asks for no token`];
}

function responseFaults(operation: Operation): string[] {
  const isPublic = operation.security?.length === 0;
  const problems = [
    '400',
    '429',
    '500',
    ...(isPublic ? [] : ['401', '403']),
    ...(operation.path.includes('{') ? ['404'] : []),
  ];
  const missing = problems.filter((status) => !operation.responses[status]?.content?.['application/problem+json']);
  const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
  const silent = answers.filter(
    ([status, { content }]) => status !== '204' && !Object.values(content ?? {})[0]?.schema,
  );
  return [
    ...missing.map((status) => `${routeOf(operation)} does not document the problem ${status}`),
    ...(answers.length > 0 ? [] : [`${routeOf(operation)} documents no success`]),
    ...silent.map(([status]) => `${routeOf(operation)} does not say what its ${status} contains`),
  ];
}

/** A body is described by its schema, whose properties are checked below, or shown by examples, which fit it. */
function bodyFaults(operation: Operation, document: OpenApiDocument, ajv: Ajv2020): string[] {
  return Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { schema, example, examples }]) => {
    const where = `${routeOf(operation)} (${type})`;
    const shown = [
      ...(example === undefined ? [] : [example]),
      ...Object.values(examples ?? {}).map(({ value }) => value),
    ];
    if (!schema) return [`${where} does not describe its body`];
    const { properties, items, oneOf, anyOf, allOf } = resolved(schema, document);
    const isDescribed = shown.length > 0 || (properties ?? items ?? oneOf ?? anyOf ?? allOf);
    if (!isDescribed) return [`${where} does not describe its body`];
    const bodies = shown.length > 0 ? shown : [exampleOf(schema, document, { onlyRequired: true })];
    return misfits(bodies, schema, ajv).map((fault) => `${where}: ${fault}`);
  });
}

const repeated = (words: readonly string[]): string[] => words.filter((word, at) => words.indexOf(word) !== at);
