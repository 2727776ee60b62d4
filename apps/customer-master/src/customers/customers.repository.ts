import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { v7 as newId } from 'uuid';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { Definitions } from '../attributes/rules/definitions.js';
import { Customer } from './customer.entity.js';
import { MatchKeys } from './match-keys.service.js';
import { joinContent, splitContent } from './rules/sealing.js';
import type { Golden } from './rules/survivorship.js';

const noDefinitions = new Definitions([]);

const cellOf = (id: string) => ({ table: 'customer', column: 'sealed', row: id });

const nothing: Golden = {
  displayName: '',
  names: [],
  person: {},
  identifiers: [],
  contactPoints: [],
  addresses: [],
  attributes: {},
  preferences: {},
};

/** Rows of `customer`, with the golden record opened. */
@Injectable()
export class CustomersRepository {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly keys: MatchKeys,
    private readonly definitions: AttributeDefinitions,
  ) {}

  async add(tx: Tx, customer: Customer, golden: Golden): Promise<void> {
    await this.seal(tx, customer, golden);
    await tx.insert(Customer, rowOf(customer) as never);
  }

  /** Customers that are new, in one statement; their first cards have to follow in the same transaction. */
  async addAll(tx: Tx, added: readonly { customer: Customer; golden: Golden }[]): Promise<void> {
    const hasAttributes = added.some(({ golden }) => Object.keys(golden.attributes).length > 0);
    const definitions = hasAttributes ? await this.definitions.forWriting(tx) : noDefinitions;
    const personal = added.map(({ customer, golden }) => this.put(customer, golden, definitions));
    const sealed = await this.cipher.sealAll(
      tx,
      added.map(({ customer: { id } }, at) => ({ subjectId: id, cell: cellOf(id), plain: personal[at]! })),
    );
    added.forEach(({ customer }, at) => (customer.sealed = sealed[at]!));
    // One parameter whatever the number of rows: the statement is planned once, and no builder goes through each value.
    const { columns } = tx.connection.getMetadata(Customer);
    const names = columns.map(({ databaseName }) => databaseName).join();
    const rows = added.map(({ customer }) => {
      const row = { ...rowOf(customer), cardVersion: customer.cardVersion + 1 } as Record<string, unknown>;
      return Object.fromEntries(columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName]]));
    });
    await tx.query(
      `INSERT INTO customer (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::customer, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }

  async save(tx: Tx, customer: Customer): Promise<void> {
    await tx.update(Customer, { id: customer.id }, rowOf(customer) as never);
    for (const { from, status, statusReason, rule, by, at } of customer.stood ?? []) {
      await tx.query(
        `INSERT INTO customer_status_change (id, customer_id, from_status, to_status, reason, rule, made_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [newId(), customer.id, from, status, statusReason, rule, by, at],
      );
    }
    customer.stood = [];
    for (const { kind, at, by, reason, fields, records, partedId, causeId } of customer.noted ?? []) {
      await tx.query(
        `INSERT INTO customer_change (id, customer_id, kind, changed_at, made_by, reason, fields, records, parted_id, cause_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [newId(), customer.id, kind, at, by, reason, fields, JSON.stringify(records), partedId, causeId],
      );
    }
    customer.noted = [];
  }

  /** Locks the rows in the order of their ids, so that two who lock the same ones do not wait for each other. */
  async lock(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
    const rows = await tx.find(Customer, {
      where: { id: In([...ids]) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return this.open(tx, rows);
  }

  /**
   * Locks the row of an id that is a customer of its own; undefined when it is merged into another one or unknown. One
   * that is merged away while we wait stays locked for nothing, until the transaction ends.
   */
  async lockUnmerged(tx: Tx, id: string): Promise<Customer | undefined> {
    const where = { id, mergedInto: IsNull(), withdrawnAt: IsNull() };
    const row = await tx.findOne(Customer, { where, lock: { mode: 'pessimistic_write' } });
    return row ? (await this.open(tx, [row]))[0] : undefined;
  }

  async find(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
    return this.open(tx, await tx.find(Customer, { where: { id: In([...ids]) } }));
  }

  /** Puts the golden records into the rows; of a person whose key was destroyed nothing is left to put in. */
  async open(tx: Tx, rows: Customer[]): Promise<Customer[]> {
    const opened = await this.cipher.openAll(
      tx,
      rows.map((row) => ({ cell: cellOf(row.id), sealed: row.sealed })),
    );
    rows.forEach((row, at) => {
      const personal = JSON.parse(opened[at] ?? '{}') as Partial<Golden>;
      row.golden = { ...nothing, ...joinContent<Partial<Golden>>(row.plain, personal) };
    });
    return rows;
  }

  /** For each id that exists, and was not withdrawn, the one that survives of it. */
  async survivorsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return this.endsOf(tx, ids, 'AND withdrawn_at IS NULL');
  }

  /** For each id that exists the one that it stands for today, also where that one was withdrawn. */
  async endsOf(tx: Tx, ids: readonly string[], condition = ''): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; survivor: string }[]>(
      `WITH RECURSIVE chain AS (
         SELECT id AS asked, id, merged_into, withdrawn_at FROM customer WHERE id = ANY($1)
         UNION ALL
         SELECT chain.asked, next.id, next.merged_into, next.withdrawn_at FROM chain JOIN customer next ON next.id = chain.merged_into)
       SELECT asked AS id, id AS survivor FROM chain WHERE merged_into IS NULL ${condition}`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.survivor]));
  }

  /** For each survivor the ids that redirect to it, near ones first. */
  async retiredOf(tx: Tx, survivors: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ survivor: string; id: string }[]>(
      `WITH RECURSIVE cluster AS (
         SELECT merged_into AS survivor, id, 1 AS depth FROM customer WHERE merged_into = ANY($1)
         UNION ALL
         SELECT cluster.survivor, next.id, depth + 1 FROM cluster JOIN customer next ON next.merged_into = cluster.id)
       SELECT survivor, id FROM cluster ORDER BY depth, id`,
      [survivors],
    );
    const retired = new Map(survivors.map((id) => [id, [] as string[]]));
    for (const row of rows) retired.get(row.survivor)?.push(row.id);
    return retired;
  }

  /** Gives the row another golden record; `save` writes it. */
  async seal(tx: Tx, customer: Customer, golden: Golden): Promise<void> {
    // Most customers have no attributes: then no definition says anything of them.
    const hasAttributes = Object.keys(golden.attributes).length > 0;
    const definitions = hasAttributes ? await this.definitions.forWriting(tx) : noDefinitions;
    const personal = this.put(customer, golden, definitions);
    customer.sealed = await this.cipher.seal(tx, customer.id, cellOf(customer.id), personal);
  }

  /** Puts what may lie in clear into the row; returns what has to be sealed. */
  private put(customer: Customer, golden: Golden, definitions: Definitions): string {
    const { plain, personal } = splitContent(customer.kind, golden, definitions.personal);
    customer.golden = golden;
    customer.plain = plain;
    customer.attributeTokens = this.keys.attributeTokens(personal.attributes ?? {}, definitions);
    return JSON.stringify(personal);
  }
}

function rowOf(customer: Customer): Omit<Partial<Customer>, 'golden' | 'stood' | 'noted'> {
  const { golden: _, stood: __, noted: ___, ...row } = customer;
  return row;
}
