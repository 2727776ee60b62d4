import { sqlState, type Tx } from '@crm/persistence';
import { Problem, ValidationFailed, validationPipe } from '@crm/platform/problem';
import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { SourceRecordPath } from '../customers/crosswalk.controller.js';
import { SourceRecordRequest } from '../customers/register-customer.dto.js';
import { refuseReservedSource } from '../customers/customers.errors.js';
import { CustomersService, type Registration } from '../customers/customers.service.js';
import { namesOf } from '../customers/rules/names.js';
import { namelessFault, recordOfRow, type RowFault, type RowRecord, shapeFaults } from './rules/record-of-row.js';

/** One row, and for whom and when it is imported. */
export interface ImportedRow {
  cells: readonly string[];
  columns: readonly string[];
  /** Source of a row that names none. */
  source: string;
  /** When the systems knew it so, where the row does not say. */
  observedAt: Date;
  by: Actor;
  now: Date;
  /** Find out what would happen, and leave no trace of it. */
  isDry: boolean;
}

export type RowResult = { outcome: Registration['outcome'] } | { faults: RowFault[] };

/** Ends a dry row's savepoint. */
class Rehearsed extends Error {
  constructor(readonly outcome: Registration['outcome']) {
    super('rehearsed');
  }
}

/** Brings one row into the customers, by the same rules as `PUT /customers/by-source/{source}/{sourceId}`. */
@Injectable()
export class RowImporter {
  private readonly logger = new Logger(RowImporter.name);
  private readonly pipe = validationPipe();

  constructor(private readonly customers: CustomersService) {}

  /** Under a savepoint: what is wrong with one row harms no other. Throws when it is not the row's fault. */
  async take(tx: Tx, row: ImportedRow): Promise<RowResult> {
    const shape = shapeFaults(row.cells, row.columns);
    if (shape.length > 0) return { faults: shape };
    const record = recordOfRow(row.cells, row.columns, row.source);
    try {
      const { body, ...path } = await this.check(record);
      const outcome = await this.upsert(tx, path, body, row);
      return { outcome };
    } catch (error) {
      return { faults: this.faultsOf(error, record) };
    }
  }

  private async check({
    source,
    sourceId,
    body,
  }: RowRecord): Promise<SourceRecordPath & { body: SourceRecordRequest }> {
    const faults: ValidationFailed['errors'][number][] = [];
    const validate = async <Shape>(value: object, metatype: new () => Shape): Promise<Shape> => {
      try {
        return (await this.pipe.transform(value, { type: 'body', metatype })) as Shape;
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

  private async upsert(
    tx: Tx,
    { source, sourceId }: SourceRecordPath,
    { observedAt, ...customer }: SourceRecordRequest,
    row: ImportedRow,
  ): Promise<Registration['outcome']> {
    const reference = { source, sourceId, observedAt: observedAt ? new Date(observedAt) : row.observedAt };
    try {
      return await tx.transaction(async (savepoint) => {
        const { outcome } = await this.customers.upsertFromSource(
          savepoint,
          reference,
          { ...customer },
          row.by,
          row.now,
        );
        if (row.isDry) throw new Rehearsed(outcome);
        return outcome;
      });
    } catch (error) {
      if (error instanceof Rehearsed) return error.outcome;
      throw error;
    }
  }

  private faultsOf(error: unknown, { columnOf }: RowRecord): RowFault[] {
    if (error instanceof Nameless) return [namelessFault()];
    if (error instanceof ValidationFailed) {
      return error.errors.map(({ pointer, message }) => ({
        code: 'invalid-value',
        column: columnOf(pointer),
        message: typeof message === 'string' ? { zh: message, en: message } : message,
      }));
    }
    if (error instanceof Problem && error.status < 500) {
      return [{ code: error.type, column: null, message: { zh: error.titles.zh, en: error.titles.en } }];
    }
    // Values that the database refuses (class 22, 23); anything else, a deadlock or an outage, has the batch run again.
    if (!/^2[23]/.test(sqlState(error) ?? '')) throw error;
    this.logger.error(`a row of an import could not be stored: ${sqlState(error)}`);
    return [{ code: 'not-storable', column: null, message: { zh: '数据无法保存', en: 'cannot be stored' } }];
  }
}

class Nameless extends Error {}
