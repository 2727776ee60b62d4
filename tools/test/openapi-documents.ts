import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON Schema as far as the checks read it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  minimum?: number;
  minLength?: number;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema?: Schema;
  example?: unknown;
}

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  components: { schemas: Record<string, Schema>; securitySchemes?: object };
}

export interface Operation {
  /** In capitals. */
  method: string;
  path: string;
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
  /** Empty: public. */
  security?: object[];
  'x-permission'?: string;
  /** Public, but refuses what is not signed. */
  'x-signed'?: boolean;
}

const folder = join(import.meta.dirname, '..', '..', 'docs', 'openapi');

/** The committed text of a service's document. */
export const committedText = (service: string): string => readFileSync(join(folder, `${service}.json`), 'utf8');

export const committedDocument = (service: string): OpenApiDocument =>
  JSON.parse(committedText(service)) as OpenApiDocument;

export const operationsOf = (document: OpenApiDocument): Operation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );

/** `GET /loyalty/v1/programs`. */
export const routeOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`;

/** The schema that a reference leads to. */
export function resolved(schema: Schema, document: OpenApiDocument): Schema {
  if (schema.$ref === undefined) return schema;
  const target = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (!target) throw new Error(`${schema.$ref} leads nowhere`);
  return resolved(target, document);
}
