import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** An open transaction. A use case takes it as its first argument, so that where a transaction begins is always visible. */
export type Tx = EntityManager;

/** serialization_failure and deadlock_detected: PostgreSQL rolled back for us and a second try is right. */
const retryable = new Set(['40001', '40P01']);
const maxAttempts = 6;

type AfterCommit = () => void;

/** Runs `hook` once the transaction is committed, once however often it is given; never when it rolls back. For wake-up calls only: it may be lost in a crash. */
export function afterCommit(tx: Tx, hook: AfterCommit): void {
  const data = tx.queryRunner!.data as { afterCommit?: AfterCommit[] };
  data.afterCommit ??= [];
  if (!data.afterCommit.includes(hook)) data.afterCommit.push(hook);
}

/** The database's clock at the start of the transaction. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }[]>('SELECT now() AS now');
  return row!.now;
}

/**
 * Opens transactions at the edges (HTTP command, event consumer, timer). Isolation is READ COMMITTED; a serialization
 * failure or a deadlock runs `work` again from the start, at most six times, so `work` must have no effect outside `tx`.
 */
@Injectable()
export class TransactionRunner {
  private readonly logger = new Logger(TransactionRunner.name);

  constructor(private readonly dataSource: DataSource) {}

  async run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt >= maxAttempts || !isRetryable(error)) throw error;
        this.logger.debug(`transaction retried after ${sqlState(error)} (attempt ${attempt})`);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  private async once<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      runner.data = {};
      await runner.startTransaction();
      try {
        const result = await work(runner.manager);
        await runner.commitTransaction();
        for (const hook of (runner.data as { afterCommit?: AfterCommit[] }).afterCommit ?? []) hook();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

/** The SQLSTATE of a database error, for example `23505`; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
}

/** The name of the constraint that a statement violated; undefined where none is named. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as { constraint?: string }).constraint : undefined;
}

const isRetryable = (error: unknown): boolean => retryable.has(sqlState(error) ?? '');
