import { randomUUID } from 'node:crypto';
import { type OpenApiDocument, type Operation, type Parameter, resolved, type Schema } from './openapi-documents.js';

const byFormat: Record<string, () => unknown> = {
  uuid: randomUUID,
  date: () => '2026-03-02',
  'date-time': () => '2026-03-02T01:00:00Z',
  email: () => 'someone@example.com',
  uri: () => 'https://example.com/',
};

/** A value made of the examples that a schema gives, and of its types where it gives none. */
export function exampleOf(schema: Schema, document: OpenApiDocument, wish: { onlyRequired?: boolean } = {}): unknown {
  const given = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined) return given;
  if (schema.$ref !== undefined) return exampleOf(resolved(schema, document), document, wish);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, document, wish) as object));
  const choice = (schema.oneOf ?? schema.anyOf)?.[0];
  if (choice) return exampleOf(choice, document, wish);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return schema.items ? [exampleOf(schema.items, document, wish)] : [];
  if (type === 'object' || schema.properties) return exampleObject(schema, document, wish);
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  return byFormat[schema.format ?? '']?.() ?? 'example';
}

function exampleObject(schema: Schema, document: OpenApiDocument, wish: { onlyRequired?: boolean }): object {
  const properties = Object.entries(schema.properties ?? {}).filter(
    ([name]) => !wish.onlyRequired || schema.required?.includes(name),
  );
  return Object.fromEntries(properties.map(([name, property]) => [name, exampleOf(property, document, wish)]));
}

/** A request, ready to be sent. */
export interface ExampleRequest {
  method: string;
  /** Path with its query. */
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/**
 * A request to an operation made of its examples: only what is required. Of `ids` come the parameters of the same name,
 * and the customer in the body; an id that neither they nor an example name is of nothing there is.
 */
export function exampleRequest(
  operation: Operation,
  document: OpenApiDocument,
  ids: Readonly<Record<string, string>> = {},
): ExampleRequest {
  const parameters = operation.parameters ?? [];
  const valueOf = (parameter: Parameter): string => {
    const given = ids[parameter.name] ?? parameter.example ?? parameter.schema?.example ?? parameter.schema?.enum?.[0];
    if (given !== undefined) return String(given);
    return parameter.in === 'path' ? randomUUID() : String(exampleOf(parameter.schema ?? {}, document));
  };
  const required = parameters.filter((parameter) => parameter.required);
  const valuesOf = (place: 'query' | 'header'): Record<string, string> =>
    Object.fromEntries(required.filter((one) => one.in === place).map((one) => [one.name, valueOf(one)]));
  const query = new URLSearchParams(valuesOf('query'));
  const headers = valuesOf('header');
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    if (!parameter) throw new Error(`${operation.path} does not describe {${name}}`);
    return encodeURIComponent(valueOf(parameter));
  });
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = media && bodyOf(media, document, ids);
  const url = query.size > 0 ? `${path}?${query}` : path;
  if (type === undefined || body === undefined) return { method: operation.method, url, headers, body: undefined };
  if (type !== 'multipart/form-data')
    return { method: operation.method, url, headers: { ...headers, 'content-type': type }, body: textOf(body) };
  if (typeof body === 'string') throw new Error(`${operation.path}: a form is shown as a text`);
  const form = { ...headers, 'content-type': `${type}; boundary=${boundary}` };
  return { method: operation.method, url, headers: form, body: formOf(body) };
}

function bodyOf(
  media: NonNullable<Operation['requestBody']>['content'][string],
  document: OpenApiDocument,
  ids: Readonly<Record<string, string>>,
): object | string {
  const given = media.example ?? Object.values(media.examples ?? {})[0]?.value;
  const body = (given ?? exampleOf(media.schema ?? {}, document, { onlyRequired: true })) as object | string;
  if (typeof body === 'string') return body;
  return 'customerId' in body && ids['customerId'] ? { ...body, customerId: ids['customerId'] } : body;
}

/** What is no JSON, such as a mail, is shown as it is sent. */
const textOf = (body: object | string): string => (typeof body === 'string' ? body : JSON.stringify(body));

const boundary = 'a-boundary';

/** By hand: a form that fetch makes has another boundary every time. */
const formOf = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => {
      const file = name === 'file' ? '; filename="example.csv"\r\ncontent-type: text/csv' : '';
      return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${String(value)}\r\n`;
    })
    .join('') + `--${boundary}--\r\n`;
