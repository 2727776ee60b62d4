import type { Tx } from '@crm/persistence';
import { aCustomer, aPerson, type CustomerBody } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { Duplicates } from '../src/customers/duplicates.service.js';
import { HoldersRepository } from '../src/customers/holders.repository.js';
import { upTo } from './customer-invariants.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let duplicates: Duplicates;
beforeAll(async () => {
  app = await startCustomerMaster();
  customers = app.app.get(CustomersService);
  duplicates = app.app.get(Duplicates);
});
afterAll(() => app.close());

const by = systemActor('test');
const now = (): Date => new Date();

let last = 0;
async function take(body: CustomerBody | NewCustomer) {
  const { source: _, ...facts } = body as CustomerBody;
  const source = { source: 'erp', sourceId: `S-${++last}`, observedAt: now() };
  return app.run((tx) => customers.upsertFromSource(tx, source, facts as NewCustomer, by, now()));
}

const person = (name: string, phone: string, birthDate?: string) =>
  ({ ...aPerson({ phone }), person: { familyName: name[0], givenName: name.slice(1), birthDate } }) as CustomerBody;

const firm = (phone: string, legal: string, short?: string): CustomerBody => ({
  ...aCustomer({ uscc: null, name: legal }),
  names: [{ type: 'legal', text: legal }, ...(short ? [{ type: 'short' as const, text: short }] : [])] as never,
  identifiers: [],
  contactPoints: [{ type: 'phone', value: phone }] as never,
  addresses: [],
});

/** So many more customers with the same phone and the same keys as this one. */
async function crowd(id: string, count: number): Promise<void> {
  await app.run(async (tx) => {
    await tx.query(
      `INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'name_keys', '{}'::text[]))).*
       FROM customer c, generate_series(1, $2) WHERE c.id = $1`,
      [id, count],
    );
    const others = `SELECT copy.id FROM customer c JOIN customer copy ON copy.id <> c.id AND copy.created_at = c.created_at
      WHERE c.id = $1`;
    await tx.query(
      `INSERT INTO customer_contact SELECT others.id, type, key, channel, opted_out
       FROM customer_contact, (${others}) AS others WHERE customer_id = $1`,
      [id],
    );
    await tx.query(
      `INSERT INTO match_key SELECT key, others.id FROM match_key, (${others}) AS others WHERE customer_id = $1`,
      [id],
    );
  });
  await app.run((tx) => tx.query('ANALYZE customer, customer_contact, match_key'));
}

/** The most rows that any step of the statements took in, by their plans. */
async function mostRows(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  const statements: [sql: string, values: unknown[]][] = [];
  return app.run(async (tx) => {
    const watched = new Proxy(tx, {
      get: (target, name) =>
        name === 'query'
          ? (sql: string, values: unknown[]) => {
              statements.push([sql, values]);
              return target.query(sql, values);
            }
          : (Reflect.get(target, name) as unknown),
    });
    await work(watched);
    let most = 0;
    const visit = (node: { 'Actual Rows': number; 'Actual Loops': number; Plans?: never[] }): void => {
      most = Math.max(most, node['Actual Rows'] * node['Actual Loops']);
      for (const child of node.Plans ?? []) visit(child);
    };
    for (const [sql, values] of statements) {
      const [row] = await tx.query<{ 'QUERY PLAN': [{ Plan: never }] }[]>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
        values,
      );
      visit(row!['QUERY PLAN'][0].Plan);
    }
    return most;
  });
}

describe('one phone and one name', () => {
  it('join two records', async () => {
    const one = await take(person('欧阳合', '13800001001'));
    expect(await take(person('欧阳合', '13800001001'))).toEqual({ customerId: one.customerId, outcome: 'attached' });
  });

  it('join nobody whose dates of birth differ', async () => {
    await take(person('张伟', '4008001002', '1980-01-31'));
    expect(await take(person('张伟', '4008001002', '1993-07-12'))).toMatchObject({ outcome: 'registered' });
  });

  it('join no two branches that give their short name and the phone of the head office', async () => {
    await take(firm('0351-5001003', '北方丰禾银行股份有限公司太原分行', '丰禾银行'));
    const other = firm('0351-5001003', '北方丰禾银行股份有限公司大同分行', '丰禾银行');
    expect(await take(other)).toMatchObject({ outcome: 'registered' });
    expect(await take(firm('0351-5001003', '北方丰禾银行股份有限公司', '丰禾银行'))).toMatchObject({
      outcome: 'registered',
    });
  });
});

describe('a phone that 5,000 customers have', () => {
  const phone = '4008002001';
  let first: string;
  beforeAll(async () => {
    first = (await take(person('李娜', phone))).customerId;
    await crowd(first, 5_000);
  }, 120_000);

  it('joins nobody, under one name neither', async () => {
    const one = await take(person('张伟', phone));
    const other = await take(person('张伟', phone));
    expect([one.outcome, other.outcome]).toEqual(['registered', 'registered']);
    const given = { names: ['张伟'], contactPoints: [{ type: 'phone' as const, value: phone }] };
    expect(await app.run((tx) => customers.identify(tx, given))).toBeNull();
  });

  it('is looked up without going through all of them', async () => {
    const evidence = duplicates.evidenceOf({ kind: 'person', ...(person('张伟', phone) as object) } as never);
    const holders = app.app.get(HoldersRepository);
    expect(await mostRows((tx) => holders.candidates(tx, evidence))).toBeLessThanOrEqual(300);
    expect(await mostRows((tx) => holders.holdersOf(tx, evidence.keys))).toBeLessThanOrEqual(300);
  });
});

describe('who may be the same customer', () => {
  it('is looked up only where it is told', async () => {
    const { customerId } = await take(aPerson());
    const looked = jest.spyOn(duplicates, 'ofCustomer');
    const user = { id: 'E1', scope: 'all', department: null, roles: [], permissions: new Set() } as never;
    await app.run((tx) => customers.find(tx, customerId, user));
    expect(looked).not.toHaveBeenCalled();
    looked.mockRestore();
  });
});

describe('a default value that many records share', () => {
  it('makes one customer of no more than 50 of them; the next ones wait for a person', async () => {
    const taken: Awaited<ReturnType<typeof take>>[] = [];
    for (const _ of upTo(53)) taken.push(await take(firm('13800000000', '测试')));
    const joined = taken.filter(({ customerId }) => customerId === taken[0]!.customerId);
    expect(joined).toHaveLength(50);
    const late = taken.slice(50);
    expect(late.map(({ outcome, isResembling }) => [outcome, isResembling])).toEqual(
      Array(3).fill(['registered', true]),
    );
    const open = await app.run((tx) =>
      tx.query(
        `SELECT 1 FROM match_edge WHERE state = 'open' AND $1 IN (low_id, high_id)
         AND (low_id = ANY($2) OR high_id = ANY($2))`,
        [taken[0]!.customerId, late.map(({ customerId }) => customerId)],
      ),
    );
    expect(open).toHaveLength(3);
  }, 120_000);
});
