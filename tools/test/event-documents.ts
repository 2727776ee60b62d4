import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describeConsumption, type ServiceDescription } from '@crm/platform/bootstrap';
import type { Consumption } from '../events/readers.mjs';
import { services } from '../start/services.mjs';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'docs', 'asyncapi');

export const committedEvents = (): string => readFileSync(join(root, 'docs', 'events.md'), 'utf8');

/** The committed AsyncAPI documents as text, by the name of whom they describe. */
export const committedAsyncApi = (): Map<string, string> =>
  new Map(
    readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), readFileSync(join(folder, file), 'utf8')] as const),
  );

/** What the services read, by their sources. Their names are told at run time: they are no part of the tools' program. */
export async function consumptionOfSources(): Promise<Consumption> {
  const consumption = new Map();
  for (const name of services.map((service) => service.name).sort()) {
    const file = join(root, 'apps', name, 'src', 'service.ts');
    const { service } = (await import(file)) as { service: ServiceDescription };
    consumption.set(name, await describeConsumption(service));
  }
  return consumption;
}

// Its schema brings the one of JSON Schema along.
const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false }));
const isAsyncApi = ajv.compile(createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as object);

/** Where and why it is no AsyncAPI 3.0 document, or leads nowhere; an empty list: it is one. */
export function asyncApiFaults(document: object): string[] {
  isAsyncApi(document);
  const faults = (isAsyncApi.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const leads = (reference: string): boolean =>
    reference
      .slice('#/'.length)
      .split('/')
      .reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], document) !== undefined;
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
  return [...faults, ...references.filter((one) => !leads(one)).map((one) => `${one} leads nowhere`)];
}
