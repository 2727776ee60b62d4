import { Problem, ValidationFailed, validationPipe } from '@crm/platform/problem';
import { SourceRecordPath } from '../customers/crosswalk.controller.js';
import { refuseReservedSource } from '../customers/customers.errors.js';
import type { IncomingRecord } from '../customers/joint-registrations.service.js';
import { SourceRecordRequest } from '../customers/register-customer.dto.js';
import { namesOf } from '../customers/rules/names.js';
import {
  namelessFault,
  recordOfRow,
  type RowDefaults,
  type RowFault,
  type RowRecord,
  shapeFaults,
  undesirableFault,
} from './rules/record-of-row.js';

/** How the cells of an import are to be read. */
export interface RowFormat {
  columns: readonly string[];
  defaults: Omit<RowDefaults, 'timeZone'>;
  /** When the systems knew it so, where the row does not say. */
  observedAt: Date;
}

/** A row in the shape of a record, with the way back to its columns; or what is wrong with it. */
export type Checked = { record: IncomingRecord; row: RowRecord } | { faults: RowFault[] };

const pipe = validationPipe();

/** Reads a row by the same rules as the body of `PUT /customers/by-source/{source}/{sourceId}`. */
export async function checkRow(
  cells: readonly string[],
  { columns, defaults, observedAt }: RowFormat,
  timeZone: string,
): Promise<Checked> {
  const shape = shapeFaults(cells, columns);
  if (shape.length > 0) return { faults: shape };
  const row = recordOfRow(cells, columns, { ...defaults, timeZone });
  try {
    const { source, sourceId, body } = await validated(row);
    const { observedAt: said, ...input } = body;
    const reference = { source, sourceId, observedAt: said ? new Date(said) : observedAt };
    return { row, record: { source: reference, input: { ...input } } };
  } catch (error) {
    const faults = faultsOf(error, row);
    if (!faults) throw error;
    return { faults };
  }
}

/** What a refusal says of the row; null when it is no refusal. */
export function faultsOf(error: unknown, { columnOf, body }: RowRecord): RowFault[] | null {
  if (error instanceof Nameless) return [namelessFault()];
  if (error instanceof ValidationFailed) {
    return error.errors.map(({ pointer, message }) => {
      const column = columnOf(pointer);
      if (pointer === '/status' && body['status'] === 'undesirable') return undesirableFault(column);
      const said = typeof message === 'string' ? { zh: message, en: message } : message;
      return { code: 'invalid-value', column, message: said };
    });
  }
  if (!(error instanceof Problem) || error.status >= 500) return null;
  return [{ code: error.type, column: null, message: { zh: error.titles.zh, en: error.titles.en } }];
}

async function validated({
  source,
  sourceId,
  body,
}: RowRecord): Promise<SourceRecordPath & { body: SourceRecordRequest }> {
  const faults: ValidationFailed['errors'][number][] = [];
  const validate = async <Shape>(value: object, metatype: new () => Shape): Promise<Shape> => {
    try {
      return (await pipe.transform(value, { type: 'body', metatype })) as Shape;
    } catch (error) {
      if (!(error instanceof ValidationFailed)) throw error;
      faults.push(...error.errors);
      return value as Shape;
    }
  };
  const path = await validate({ source, sourceId }, SourceRecordPath);
  const checked = await validate(body, SourceRecordRequest);
  if (faults.length > 0) throw new ValidationFailed(faults);
  refuseReservedSource(source, '/source');
  if (namesOf(checked).length === 0) throw new Nameless();
  return { ...path, body: checked };
}

class Nameless extends Error {}
