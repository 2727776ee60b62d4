import { sqlState, type Tx } from '@crm/persistence';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomersService, type Registration } from '../customers/customers.service.js';
import { type IncomingRecord, JointRegistrations } from '../customers/joint-registrations.service.js';
import { type Checked, checkRow, faultsOf, type RowFormat } from './row-check.js';
import { aboutRow, type RowFault, type RowRecord } from './rules/record-of-row.js';

/** What the rows of an import have in common. */
export interface RowContext extends RowFormat {
  by: Actor;
  now: Date;
  /** Find out what would happen to each row if it were alone, and leave no trace of it. */
  isDry: boolean;
}

/** What became of a row, and of which record. */
export interface RowDone extends Pick<Registration, 'outcome' | 'isResembling'> {
  source: string;
  sourceId: string;
}
export type RowResult = RowDone | { faults: RowFault[] };

/** Ends a dry row's savepoint. */
class Rehearsed extends Error {
  constructor(readonly registration: Registration) {
    super('rehearsed');
  }
}

/** Brings rows into the customers, by the same rules as `PUT /customers/by-source/{source}/{sourceId}`. */
@Injectable()
export class RowImporter {
  private readonly logger = new Logger(RowImporter.name);

  constructor(
    @Inject(CONFIG) private readonly config: BaseConfig,
    private readonly customers: CustomersService,
    private readonly joint: JointRegistrations,
  ) {}

  /** In the order of the rows. What is wrong with one row harms no other. Throws when it is not a row's fault. */
  async take(tx: Tx, rows: readonly (readonly string[])[], context: RowContext): Promise<RowResult[]> {
    const checked: Checked[] = [];
    for (const cells of rows) checked.push(await checkRow(cells, context, this.config.BUSINESS_TIME_ZONE));
    const records = checked.flatMap((one) => ('record' in one ? [one.record] : []));
    const together = new Map<IncomingRecord, Registration | undefined>();
    (await this.together(tx, records, context)).forEach((done, at) => together.set(records[at]!, done));
    const results: RowResult[] = [];
    for (const one of checked) {
      results.push('faults' in one ? one : await this.alone(tx, one, together.get(one.record), context));
    }
    return results;
  }

  /** What a row is about; see `aboutRow`. */
  about(cells: readonly string[], { columns, defaults }: Pick<RowFormat, 'columns' | 'defaults'>): string | undefined {
    return aboutRow(cells, columns, { source: defaults.source, timeZone: this.config.BUSINESS_TIME_ZONE });
  }

  /** Those that can be handled together; when the database refuses a value of one, all of them go alone. */
  private async together(
    tx: Tx,
    records: readonly IncomingRecord[],
    { by, now, isDry }: RowContext,
  ): Promise<(Registration | undefined)[]> {
    try {
      return await tx.transaction((savepoint) =>
        isDry ? this.joint.rehearse(savepoint, records, by, now) : this.joint.take(savepoint, records, by, now),
      );
    } catch (error) {
      if (!isValueRefused(error)) throw error;
      this.logger.warn(`rows of an import go one by one: ${sqlState(error)}`);
      return records.map(() => undefined);
    }
  }

  /** Under a savepoint, unless it is done already. */
  private async alone(
    tx: Tx,
    { record, row }: { record: IncomingRecord; row: RowRecord },
    done: Registration | undefined,
    { by, now, isDry }: RowContext,
  ): Promise<RowResult> {
    const { source, sourceId } = record.source;
    const resultOf = ({ outcome, isResembling = false }: Registration): RowDone => ({
      ...{ source, sourceId, outcome, isResembling },
    });
    if (done) return resultOf(done);
    try {
      return await tx.transaction(async (savepoint) => {
        const registration = await this.customers.upsertFromSource(savepoint, record.source, record.input, by, now);
        if (isDry) throw new Rehearsed(registration);
        return resultOf(registration);
      });
    } catch (error) {
      return error instanceof Rehearsed ? resultOf(error.registration) : { faults: this.faultsOf(error, row) };
    }
  }

  private faultsOf(error: unknown, row: RowRecord): RowFault[] {
    const faults = faultsOf(error, row);
    if (faults) return faults;
    // Anything else, a deadlock or an outage, has the batch run again.
    if (!isValueRefused(error)) throw error;
    this.logger.error(`a row of an import could not be stored: ${sqlState(error)}`);
    return [{ code: 'not-storable', column: null, message: { zh: '数据无法保存', en: 'cannot be stored' } }];
  }
}

/** Values that the database refuses (class 22, 23). */
const isValueRefused = (error: unknown): boolean => /^2[23]/.test(sqlState(error) ?? '');
