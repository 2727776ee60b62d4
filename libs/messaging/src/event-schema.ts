import { type AnyEvent, definitionOf, type Event } from '@crm/contracts';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { tolerant } from './rules/tolerant-schema.js';

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);

const strict = new Map<string, ValidateFunction>();
const reading = new Map<string, ValidateFunction>();

export interface SchemaFault {
  /** JSON pointer within the event's data. */
  pointer: string;
  message: string;
  /** Of JSON Schema; `type` and `dataversion` for what none knows. */
  keyword: string;
  /** What the keyword asks for, as Ajv says it. */
  params: Record<string, unknown>;
}

/** For a log or a dead letter. */
export const textOf = (faults: readonly SchemaFault[]): string => JSON.stringify(faults, ['pointer', 'message']);

/** Strict reading, for producers and the HTTP intake. An empty list: the data is what the contract says. Unknown types are a fault. */
export function faultsOf(event: Pick<Event, 'type' | 'dataversion' | 'data'>): SchemaFault[] {
  const definition = definitionOf(event.type);
  if (!definition) return [{ pointer: '', message: `unknown event type ${event.type}`, keyword: 'type', params: {} }];
  if (event.dataversion !== definition.version) {
    const message = `dataversion ${event.dataversion} is not known, this is ${definition.version}`;
    return [{ pointer: '', message, keyword: 'dataversion', params: { limit: definition.version } }];
  }
  return check(
    cached(strict, event.type, () => definition.data),
    event.data,
  );
}

/** Tolerant reading, for consumers: unknown fields and enum values pass, a missing or wrongly typed field does not. */
export function readingFaultsOf(event: Event): SchemaFault[] {
  const definition = definitionOf(event.type)!;
  return check(
    cached(reading, event.type, () => tolerant(definition.data)),
    event.data,
  );
}

/** Narrows an event of the catalogue by its type. */
export const isEvent = <Type extends AnyEvent['type']>(
  event: { type: string },
  type: Type,
): event is Extract<AnyEvent, { type: Type }> => event.type === type;

function cached(cache: Map<string, ValidateFunction>, type: string, schema: () => object): ValidateFunction {
  let validate = cache.get(type);
  if (!validate) cache.set(type, (validate = ajv.compile(schema())));
  return validate;
}

function check(validate: ValidateFunction, data: unknown): SchemaFault[] {
  if (validate(data)) return [];
  return (validate.errors ?? []).slice(0, 20).map((error: ErrorObject) => ({
    pointer: error.instancePath,
    message: `${error.message ?? 'invalid'}${error.keyword === 'additionalProperties' ? `: ${String(error.params['additionalProperty'])}` : ''}`,
    keyword: error.keyword,
    params: error.params,
  }));
}
