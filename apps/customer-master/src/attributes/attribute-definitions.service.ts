import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { compileDefinition } from './compile-definition.js';
import type { AttributeSchema } from './rules/definition.js';
import { type Definition, Definitions } from './rules/definitions.js';

/** A version of a definition, and who registered it. */
export interface DefinitionVersion {
  industry: string;
  version: number;
  schema: AttributeSchema;
  madeBy: string;
  madeAt: Date;
}

const columns = 'industry, version, schema, made_by AS "madeBy", made_at AS "madeAt"';

/** The definitions of attributes; of each industry the newest version counts. */
@Injectable()
export class AttributeDefinitions {
  /** Versions never change, so a compiled one is good for ever; kept for those in force only. */
  private compiled = new Map<string, Definition>();

  /** Those in force. */
  async current(tx: Tx): Promise<Definitions> {
    const newest = await tx.query<{ industry: string; version: number }[]>(
      'SELECT industry, max(version) AS version FROM attribute_definition GROUP BY industry ORDER BY industry',
    );
    const missing = newest.filter((key) => !this.compiled.has(keyOf(key)));
    const fresh = missing.length > 0 ? await this.read(tx, missing) : [];
    const known = new Map(newest.flatMap((key) => [[keyOf(key), this.compiled.get(keyOf(key))] as const]));
    for (const { industry, version, schema } of fresh) {
      known.set(keyOf({ industry, version }), compileDefinition(industry, version, schema));
    }
    const all = [...known.values()].filter((definition) => definition !== undefined);
    this.compiled = new Map(all.map((definition) => [keyOf(definition), definition]));
    return new Definitions(all);
  }

  /**
   * Those in force until this transaction ends: a new version waits for whoever writes by the older one, so that the pass
   * which follows it sees what they wrote.
   */
  async forWriting(tx: Tx): Promise<Definitions> {
    await tx.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended('attribute-definitions', 0))`);
    return this.current(tx);
  }

  async find(tx: Tx, industry: string, version?: number): Promise<DefinitionVersion | undefined> {
    const [row] = await tx.query<DefinitionVersion[]>(
      `SELECT ${columns} FROM attribute_definition WHERE industry = $1 AND ($2::integer IS NULL OR version = $2)
       ORDER BY version DESC LIMIT 1`,
      [industry, version ?? null],
    );
    return row;
  }

  /** The newest versions first. */
  versions(tx: Tx, industry: string, before: number | undefined, limit: number): Promise<DefinitionVersion[]> {
    return tx.query<DefinitionVersion[]>(
      `SELECT ${columns} FROM attribute_definition WHERE industry = $1 AND ($2::integer IS NULL OR version < $2)
       ORDER BY version DESC LIMIT $3`,
      [industry, before ?? null, limit],
    );
  }

  /** Those in force, by industry. */
  list(tx: Tx, after: string | undefined, limit: number): Promise<DefinitionVersion[]> {
    return tx.query<DefinitionVersion[]>(
      `SELECT DISTINCT ON (industry) ${columns} FROM attribute_definition
       WHERE $1::text IS NULL OR industry > $1 ORDER BY industry, version DESC LIMIT $2`,
      [after ?? null, limit],
    );
  }

  /**
   * Nobody else registers a definition, or writes by one, until this transaction ends: names must not come into two of
   * them at once.
   */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('attribute-definitions', 0))`);
  }

  async add(tx: Tx, { industry, version, schema, madeBy, madeAt }: DefinitionVersion): Promise<void> {
    await tx.query(
      'INSERT INTO attribute_definition (industry, version, schema, made_by, made_at) VALUES ($1, $2, $3, $4, $5)',
      [industry, version, JSON.stringify(schema), madeBy, madeAt],
    );
  }

  private read(tx: Tx, keys: readonly { industry: string; version: number }[]): Promise<DefinitionVersion[]> {
    return tx.query<DefinitionVersion[]>(
      `SELECT ${columns} FROM attribute_definition
       WHERE (industry, version) IN (SELECT industry, version FROM jsonb_to_recordset($1::jsonb) AS asked (industry text, version integer))`,
      [JSON.stringify(keys)],
    );
  }
}

const keyOf = ({ industry, version }: { industry: string; version: number }): string => `${version} ${industry}`;
