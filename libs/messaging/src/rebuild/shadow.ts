import { type Tx, TransactionRunner } from '@crm/persistence';
import type { ReadModel } from '../consumer/decorators.js';

/** Tables of the consumer itself; in the shadow they are empty, so that every event is new and none can leave. */
const own = ['inbox', 'dead_letter', 'outbox'];

/**
 * A schema beside the live one with empty tables of the same names. Whoever works in it (`run`) reads and writes them
 * instead of the live ones, without knowing. It lasts until `drop`, so a rebuild that was killed goes on with it.
 */
export class Shadow {
  readonly schema: string;
  /** The schema of the live tables; known once it is open. */
  private live = '';

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly readModel: ReadModel,
  ) {
    this.schema = `rebuild_${readModel.name.replace(/\W+/g, '_')}`;
  }

  /** Runs `work` in the shadow. */
  run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.transactions.run(async (tx) => {
      await tx.query(`SET LOCAL search_path TO ${this.schema}, ${this.live}`);
      markAsRebuild(tx);
      return work(tx);
    });
  }

  /** Makes it where it does not exist. Returns the name of the consumer group that fills it. */
  async open(groupIfNew: string): Promise<string> {
    return this.transactions.run(async (tx) => {
      this.live = await liveSchema(tx);
      const [exists] = await tx.query<unknown[]>('SELECT FROM pg_namespace WHERE nspname = $1', [this.schema]);
      if (!exists) await this.create(tx, groupIfNew);
      const [run] = await tx.query<{ group: string }[]>(`SELECT "group" FROM ${this.schema}.rebuild_run`);
      return run!.group;
    });
  }

  drop(): Promise<void> {
    return this.transactions.run((tx) => this.dropWithin(tx));
  }

  /** Whether live and shadow hold the same rows: by a hash over all rows in the order of their texts. */
  async isEqual(tx: Tx): Promise<boolean> {
    for (const table of await this.tables(tx)) {
      const hash = async (schema: string): Promise<string | null> => {
        const [row] = await tx.query<{ hash: string | null }[]>(
          `SELECT md5(string_agg(md5(r::text), '' ORDER BY r::text)) AS hash FROM ${schema}.${table} AS r`,
        );
        return row!.hash;
      };
      if ((await hash(this.live)) !== (await hash(this.schema))) return false;
    }
    return true;
  }

  /**
   * Puts the rows of the shadow in the place of the live ones, in the caller's transaction: readers see the old ones
   * until it commits. What had died in the old model is settled; what died in the new one is kept. Then the shadow goes.
   * Returns how many rows the model has now, and how many messages are dead in it.
   */
  async takeOver(tx: Tx): Promise<{ rows: number; deadLetters: number }> {
    const { live } = this;
    const { name } = this.readModel;
    const tables = await this.tables(tx);
    for (const table of [...tables].reverse()) await tx.query(`DELETE FROM ${live}.${table}`);
    let rows = 0;
    for (const table of tables) rows += await this.copy(tx, table);
    await this.copy(tx, 'inbox');
    await tx.query(
      `UPDATE ${live}.dead_letter SET state = 'replayed', decided_at = now() WHERE consumer = $1 AND state IN ('dead', 'parked')`,
      [name],
    );
    // What nobody could read is the service's own affair, decided or not.
    await tx.query(`DELETE FROM ${this.schema}.dead_letter WHERE consumer <> $1`, [name]);
    // One that is dead in both, or was discarded before, has to be decided: later ones wait behind it in the new model.
    const again = `(consumer, topic, partition, message_offset) DO UPDATE
      SET state = EXCLUDED.state, error = EXCLUDED.error, attempts = EXCLUDED.attempts, decided_at = NULL`;
    const deadLetters = await this.copy(tx, 'dead_letter', again);
    await this.dropWithin(tx);
    return { rows, deadLetters };
  }

  /** Events that handlers wanted to send: a read model must not. */
  async strayEvents(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(`SELECT count(*) AS count FROM ${this.schema}.outbox`);
    return row!.count;
  }

  private async create(tx: Tx, group: string): Promise<void> {
    const { live } = this;
    await tx.query(`CREATE SCHEMA ${this.schema}`);
    const tables = await this.tables(tx);
    for (const table of [...tables, ...own]) {
      await tx.query(`CREATE TABLE ${this.schema}.${table} (LIKE ${live}.${table} INCLUDING ALL)`);
    }
    const definitions = await tx.query<{ sql: string }[]>(
      `SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $1::text, c.relname, k.conname, pg_get_constraintdef(k.oid)) AS sql
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
       WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($2)
       UNION ALL
       SELECT format('CREATE VIEW %I.%I AS %s', $1::text, relname, pg_get_viewdef(oid))
       FROM pg_class WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND relname = ANY($2)`,
      [this.schema, [...this.readModel.tables]],
    );
    // Their definitions name the other tables without a schema: here these are the shadow's.
    await tx.query(`SET LOCAL search_path TO ${this.schema}, ${live}`);
    for (const { sql } of definitions) await tx.query(sql);
    await tx.query(`CREATE TABLE rebuild_run ("group" text NOT NULL, started_at timestamptz NOT NULL DEFAULT now())`);
    await tx.query('INSERT INTO rebuild_run ("group") VALUES ($1)', [group]);
    await tx.query(`SET LOCAL search_path TO ${live}`);
  }

  /** The read model's tables without its views. */
  private async tables(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ relname: string }[]>(
      `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY($1)
       ORDER BY array_position($1, relname::text)`,
      [[...this.readModel.tables]],
    );
    return rows.map(({ relname }) => relname);
  }

  private async copy(tx: Tx, table: string, onConflict = 'DO NOTHING'): Promise<number> {
    const { live } = this;
    const columns = await tx.query<{ attname: string }[]>(
      `SELECT quote_ident(attname) AS attname FROM pg_attribute
       WHERE attrelid = ($1 || '.' || $2)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`,
      [live, table],
    );
    const names = columns.map(({ attname }) => attname).join(', ');
    const [row] = await tx.query<{ copied: number }[]>(
      `WITH copied AS (INSERT INTO ${live}.${table} (${names}) SELECT ${names} FROM ${this.schema}.${table}
         ON CONFLICT ${onConflict} RETURNING 1) SELECT count(*) AS copied FROM copied`,
    );
    return row!.copied;
  }

  private async dropWithin(tx: Tx): Promise<void> {
    await tx.query(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`);
  }
}

async function liveSchema(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ schema: string }[]>('SELECT quote_ident(current_schema()) AS schema');
  return row!.schema;
}

interface RebuildData {
  isRebuild?: boolean;
}

const markAsRebuild = (tx: Tx): void => void ((tx.queryRunner!.data as RebuildData).isRebuild = true);

/** True in a handler of a read model that is filled anew: nobody outside of the read model is to hear of it. */
export const isRebuild = (tx: Tx): boolean => (tx.queryRunner?.data as RebuildData | undefined)?.isRebuild ?? false;
