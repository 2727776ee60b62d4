import type { CustomerCard, EventByType } from '@crm/contracts';
import { NotFound, Problem } from '@crm/platform/problem';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCustomer, aPerson, type CustomerBody } from '@crm/testing';
import type { Tx } from '@crm/persistence';
import { systemActor } from '../src/customers/actor.js';
import { Corrections } from '../src/customers/corrections.service.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { CustomersRepository } from '../src/customers/customers.repository.js';
import { Merging } from '../src/identity/merging.service.js';
import { Unmerging } from '../src/identity/unmerging.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let corrections: Corrections;
let merging: Merging;
let unmerging: Unmerging;
beforeAll(async () => {
  app = await startCustomerMaster();
  [customers, corrections, merging, unmerging] = [CustomersService, Corrections, Merging, Unmerging].map((token) =>
    app.app.get(token as never),
  ) as [CustomersService, Corrections, Merging, Unmerging];
});
afterAll(() => app.close());

const by = systemActor('test');
const now = (): Date => new Date();
const wish = ({ source: _, ...body }: CustomerBody): NewCustomer => body as NewCustomer;
const from = (source: string, sourceId: string, observedAt = now()) => ({ source, sourceId, observedAt });

let last = 0;
/** Each customer is a moment older than the next. */
async function register(
  body: CustomerBody = aCustomer(),
  system = 'erp',
): Promise<{ id: string; record: { system: string; id: string } }> {
  const record = { system, id: `T-${++last}` };
  const { customerId } = await app.run((tx) =>
    customers.upsertFromSource(tx, from(system, record.id), wish(body), by, now()),
  );
  return { id: customerId, record };
}

const versionOf = (tx: Tx, id: string): Promise<number> =>
  tx.query<{ version: number }[]>('SELECT version FROM customer WHERE id = $1', [id]).then(([row]) => row!.version);

/** Everything derived of a customer: the golden record and what it is found by. */
async function derived(id: string): Promise<unknown> {
  return app.run(async (tx) => {
    const [row] = await app.app.get(CustomersRepository).find(tx, [id]);
    const identifiers = await tx.query(
      'SELECT type, key, contested FROM customer_identifier WHERE customer_id = $1 ORDER BY 1, 2',
      [id],
    );
    const contacts = await tx.query(
      'SELECT type, key, channel FROM customer_contact WHERE customer_id = $1 ORDER BY 1, 2',
      [id],
    );
    const { golden, status, mergedInto, displayName, searchNames, nameTokens, nameKeys } = row!;
    return { golden, status, mergedInto, displayName, searchNames, nameTokens, nameKeys, identifiers, contacts };
  });
}

async function invariants(): Promise<void> {
  await app.run(async (tx) => {
    const openTwice = await tx.query(
      'SELECT record_id FROM membership WHERE valid_to IS NULL GROUP BY record_id HAVING count(*) > 1',
    );
    const homeless = await tx.query(
      `SELECT id FROM source_record WHERE NOT EXISTS (SELECT FROM membership WHERE record_id = source_record.id AND valid_to IS NULL)`,
    );
    const empty = await tx.query(
      `SELECT id FROM customer WHERE merged_into IS NULL AND NOT EXISTS (
         SELECT FROM membership JOIN source_record ON source_record.id = record_id
         WHERE customer_id = customer.id AND valid_to IS NULL AND source <> 'mdm')`,
    );
    const retiredWithRecords = await tx.query(
      `SELECT id FROM customer WHERE merged_into IS NOT NULL AND (
         EXISTS (SELECT FROM membership WHERE customer_id = customer.id AND valid_to IS NULL)
         OR EXISTS (SELECT FROM customer_identifier WHERE customer_id = customer.id)
         OR EXISTS (SELECT FROM customer_contact WHERE customer_id = customer.id))`,
    );
    const ids = (await tx.query<{ id: string }[]>('SELECT id FROM customer')).map(({ id }) => id);
    const survivors = await app.app.get(CustomersRepository).survivorsOf(tx, ids);
    const mergesDiffer = await tx.query(
      `SELECT customer.id FROM customer FULL JOIN (SELECT * FROM customer_merge WHERE undone_at IS NULL) AS merge ON retired_id = customer.id
       WHERE merged_into IS DISTINCT FROM survivor_id`,
    );
    expect({ openTwice, homeless, empty, retiredWithRecords, mergesDiffer, redirected: survivors.size }).toEqual({
      openTwice: [],
      homeless: [],
      empty: [],
      retiredWithRecords: [],
      mergesDiffer: [],
      redirected: ids.length,
    });
  });
}

/** The facts and cards of an id in the order in which they leave the house. */
async function told(
  id: string,
): Promise<{ cards: number[]; facts: number[]; lastCard: EventByType<'customer.card'>['data'] }> {
  const rows = await app.run((tx) =>
    tx.query<{ headers: Record<string, string>; payload: string }[]>(
      'SELECT headers, payload FROM outbox WHERE aggregate_id = $1 ORDER BY position',
      [id],
    ),
  );
  const isCard = ({ headers }: { headers: Record<string, string> }): boolean => headers.ce_type === 'customer.card';
  const version = ({ headers }: { headers: Record<string, string> }): number => Number(headers.ce_aggregateversion);
  return {
    cards: rows.filter(isCard).map(version),
    facts: rows.filter((row) => !isCard(row)).map(version),
    lastCard: JSON.parse(rows.filter(isCard).at(-1)!.payload) as CustomerCard['data'],
  };
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('twenty registrations of one USCC at once', () => {
  it('give one customer; nineteen are refused and name it', async () => {
    const { identifiers } = aCustomer();
    const results = await Promise.allSettled(
      upTo(20).map(() => app.run((tx) => customers.register(tx, { ...wish(aCustomer()), identifiers }, by, now()))),
    );
    const [registered, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(more).toEqual([]);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Problem] : []));
    expect(new Set(refusals.map(({ type, members }) => `${type} ${members.customerId as string}`))).toEqual(
      new Set([`duplicate-customer ${registered!.customerId}`]),
    );
    await invariants();
  });

  it('give one customer with twenty records when they may attach', async () => {
    const { identifiers } = aCustomer();
    const results = await Promise.all(
      upTo(20).map((at) =>
        app.run((tx) =>
          customers.upsertFromSource(tx, from('web', `burst-${at}`), { ...wish(aCustomer()), identifiers }, by, now()),
        ),
      ),
    );
    expect(new Set(results.map(({ customerId }) => customerId)).size).toBe(1);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([...upTo(19).map(() => 'attached'), 'registered']);
    const { cards, facts } = await told(results[0]!.customerId);
    expect([cards, facts]).toEqual([upTo(20), upTo(20)]);
    await invariants();
  });

  it('give one customer also by phone and name', async () => {
    const person = aPerson();
    const results = await Promise.allSettled(
      upTo(10).map(() => app.run((tx) => customers.register(tx, wish(person), by, now()))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('ten upserts of one record at once', () => {
  it('register once and change nothing more', async () => {
    const body = wish(aCustomer());
    const source = from('web', 'same');
    const results = await Promise.all(
      upTo(10).map(() => app.run((tx) => customers.upsertFromSource(tx, source, body, by, now()))),
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['registered', ...upTo(9).map(() => 'unchanged')]);
    expect((await told(results[0]!.customerId)).cards).toEqual([1]);
  });
});

describe('the database itself', () => {
  it('refuses a second holder of a number, a second home of a record, and a changed version', async () => {
    const [one, other] = [await register(), await register()];
    const attempt = (sql: string, ...values: unknown[]): Promise<unknown> => app.run((tx) => tx.query(sql, values));
    await expect(
      attempt(
        `INSERT INTO customer_identifier SELECT $1, type, key, false FROM customer_identifier WHERE customer_id = $2 AND type = 'uscc'`,
        one.id,
        other.id,
      ),
    ).rejects.toThrow('customer_identifier_one_holder');
    await expect(
      attempt(
        `INSERT INTO membership (id, record_id, customer_id, valid_from, reason)
         SELECT gen_random_uuid(), record_id, $1, now(), 'attached' FROM membership WHERE customer_id = $2`,
        one.id,
        other.id,
      ),
    ).rejects.toThrow('membership_open');
    await expect(attempt(`UPDATE source_record_version SET received_by = 'somebody else'`)).rejects.toThrow(
      'append-only',
    );
    await expect(attempt(`UPDATE customer SET owner_department = NULL`)).rejects.toThrow('owner_department');
  });
});

describe('unmerge after merge', () => {
  it('gives back both golden records exactly, and the standing', async () => {
    const one = await register({
      ...aCustomer(),
      addresses: [{ type: 'registered', text: '太原市' }],
      attributes: { a: 1 },
    });
    const other = await register({ ...aCustomer({ uscc: null }), attributes: { b: 2 } }, 'sales');
    await app.run((tx) => customers.markActive(tx, other.id, now()));
    await app.run(async (tx) =>
      corrections.correct(
        tx,
        other.id,
        { names: [{ type: 'legal', text: '手工更正' }] },
        by,
        await versionOf(tx, other.id),
        now(),
      ),
    );
    const before = [await derived(one.id), await derived(other.id)];
    const { mergeId } = await app.run((tx) => merging.merge(tx, other.id, one.id, '同一企业', by, now()));
    expect(await derived(one.id)).toMatchObject({
      golden: { displayName: '手工更正', attributes: { a: 1, b: 2 } },
      status: 'active',
    });
    await app.run((tx) => unmerging.unmerge(tx, one.id, { mergeId }, '不是', by, now()));
    expect([await derived(one.id), await derived(other.id)]).toEqual(before);
    await invariants();
  });

  it('leaves what was said in between with the record or the customer it was said of', async () => {
    const one = await register();
    const other = await register(aCustomer({ uscc: null }), 'sales');
    const { mergeId } = await app.run((tx) => merging.merge(tx, one.id, other.id, '同一企业', by, now()));
    const later = { ...wish(aCustomer({ uscc: null })), attributes: { fromSales: true } };
    await app.run((tx) => customers.upsertFromSource(tx, from('sales', other.record.id), later, by, now()));
    await app.run(async (tx) =>
      corrections.correct(tx, one.id, { attributes: { edited: true } }, by, await versionOf(tx, one.id), now()),
    );
    expect(await derived(one.id)).toMatchObject({ golden: { attributes: { edited: true, fromSales: true } } });
    await app.run((tx) => unmerging.unmerge(tx, one.id, { mergeId }, '不是', by, now()));
    expect(await derived(one.id)).toMatchObject({ golden: { attributes: { edited: true } } });
    expect(await derived(other.id)).toMatchObject({ golden: { attributes: { fromSales: true } } });
  });

  it('gives a contested number back to who held it', async () => {
    const older = await register(aCustomer({ uscc: null }), 'sales');
    const holder = await register();
    const { identifiers } = aCustomer();
    await app.run((tx) =>
      customers.upsertFromSource(tx, from('erp', holder.record.id), { ...wish(aCustomer()), identifiers }, by, now()),
    );
    await app.run((tx) =>
      customers.upsertFromSource(tx, from('sales', older.record.id), { ...wish(aCustomer()), identifiers }, by, now()),
    );
    const before = [await derived(older.id), await derived(holder.id)];
    const { mergeId, survivorId } = await app.run((tx) =>
      merging.merge(tx, holder.id, older.id, '同一企业', by, now()),
    );
    expect(survivorId).toBe(older.id);
    await app.run((tx) => unmerging.unmerge(tx, older.id, { mergeId }, '不是', by, now()));
    expect([await derived(older.id), await derived(holder.id)]).toEqual(before);
  });
});

describe('a chain of merges', () => {
  it('redirects to its end, and can be taken back in any order', async () => {
    const [first, second, third] = [
      await register(),
      await register(aCustomer({ uscc: null })),
      await register(aCustomer({ uscc: null })),
    ];
    const ids = [first.id, second.id, third.id];
    const before = await Promise.all(ids.map(derived));
    const inner = await app.run((tx) => merging.merge(tx, second.id, third.id, '同一', by, now()));
    const outer = await app.run((tx) => merging.merge(tx, first.id, second.id, '同一', by, now()));
    for (const id of ids) expect(await app.run((tx) => customers.survivorOf(tx, id))).toBe(first.id);
    expect(await app.run((tx) => customers.clusterOf(tx, third.id))).toEqual([first.id, second.id, third.id]);
    await expect(
      app.run((tx) => unmerging.unmerge(tx, second.id, { mergeId: inner.mergeId }, '不是', by, now())),
    ).rejects.toMatchObject({
      members: { survivorId: first.id },
    });
    await app.run((tx) => unmerging.unmerge(tx, first.id, { mergeId: inner.mergeId }, '不是', by, now()));
    await invariants();
    expect(await app.run((tx) => customers.clusterOf(tx, second.id))).toEqual([first.id, second.id]);
    await app.run((tx) => unmerging.unmerge(tx, first.id, { mergeId: outer.mergeId }, '不是', by, now()));
    expect(await Promise.all(ids.map(derived))).toEqual(before);
    await invariants();
  });
});

describe('A into B and B into A at once', () => {
  it('merge once; the other call is told so', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await register(), await register(aCustomer({ uscc: null }))];
      const results = await Promise.allSettled([
        app.run((tx) => merging.merge(tx, one.id, other.id, '同一', by, now())),
        app.run((tx) => merging.merge(tx, other.id, one.id, '同一', by, now())),
      ]);
      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Problem] : []));
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({
        type: 'customer-merged',
        members: { customerId: other.id, survivorId: one.id },
      });
    }
    await invariants();
  });
});

describe('everybody changing the same three customers at once', () => {
  it('leaves every record in one customer, every redirect with an end and every version told once', async () => {
    const made = [
      await register(),
      await register(aCustomer({ uscc: null }), 'sales'),
      await register(aCustomer({ uscc: null }), 'service'),
    ];
    const ids = made.map(({ id }) => id);
    const any = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)]!;
    const actions: ((tx: Tx) => Promise<unknown>)[] = [
      (tx) => merging.merge(tx, any(ids), any(ids), '并发', by, now()),
      async (tx) => {
        const open = await tx.query<{ id: string; survivorId: string }[]>(
          `SELECT id, survivor_id AS "survivorId" FROM customer_merge WHERE undone_at IS NULL AND retired_id = ANY($1)`,
          [ids],
        );
        if (open.length === 0) return;
        const merge = any(open);
        await unmerging.unmerge(
          tx,
          await customers.survivorOf(tx, merge.survivorId),
          { mergeId: merge.id },
          '并发',
          by,
          now(),
        );
      },
      async (tx) => {
        const id = any(ids);
        await corrections.correct(tx, id, { attributes: { n: Math.random() } }, by, await versionOf(tx, id), now());
      },
      (tx) => {
        const { record } = any(made);
        const facts = { ...wish(aCustomer({ uscc: null })), attributes: { m: Math.random() } };
        return customers.upsertFromSource(tx, from(record.system, record.id), facts, by, now());
      },
      (tx) => customers.publishCard(tx, any(ids), now()),
    ];
    const unexpected: unknown[] = [];
    let done = 0;
    const act = (): Promise<void> =>
      app.run(any(actions)).then(
        () => void done++,
        (error: unknown) => void (error instanceof Problem || unexpected.push(error)),
      );
    await Promise.all(
      upTo(8).map(async () => {
        for (let count = 0; count < 25; count++) await act();
      }),
    );
    expect(unexpected).toEqual([]);
    expect(done).toBeGreaterThan(40);
    await invariants();
    for (const id of ids) {
      const { cards, facts, lastCard } = await told(id);
      expect(cards).toEqual(upTo(cards.length));
      expect(facts).toEqual(upTo(facts.length));
      const [row] = await app.run((tx) =>
        tx.query<{ version: number; cardVersion: number; mergedInto: string | null }[]>(
          `SELECT version, card_version AS "cardVersion", merged_into AS "mergedInto" FROM customer WHERE id = $1`,
          [id],
        ),
      );
      expect(row).toMatchObject({
        cardVersion: lastCard.version,
        mergedInto: lastCard.mergedInto,
        version: facts.at(-1),
      });
    }
    for (const id of ids) {
      const stored = await derived(id);
      if ((stored as { mergedInto: string | null }).mergedInto) continue;
      await app.run(async (tx) => {
        const golden = app.app.get<{
          rederive(tx: Tx, c: unknown): Promise<{ changed: string[] }>;
          lock(tx: Tx, ids: string[]): Promise<unknown[]>;
        }>((await import('../src/customers/golden-records.service.js')).GoldenRecords);
        const [customer] = await golden.lock(tx, [id]);
        expect((await golden.rederive(tx, customer)).changed).toEqual([]);
      });
    }
  });
});

describe('what other folders ask', () => {
  it('finds by record and by exact identifiers in any notation', async () => {
    const body = aPerson({ familyName: '上官', givenName: '婉儿', phone: '13611112222' });
    const { id, record } = await register(body, 'pos');
    const firm = aCustomer();
    const { id: firmId } = await register(firm);
    await app.run(async (tx) => {
      expect(await customers.findBySource(tx, 'pos', record.id)).toBe(id);
      expect(await customers.findBySource(tx, 'pos', 'nobody')).toBeNull();
      const points = [{ type: 'phone' as const, value: '+86 136-1111-2222' }];
      expect(await customers.identify(tx, { names: [' 上官 婉儿'], contactPoints: points })).toBe(id);
      expect(await customers.identify(tx, { contactPoints: points })).toBeNull();
      expect(
        await customers.identify(tx, {
          identifiers: firm.identifiers.map((one) => ({ ...one, value: one.value.toLowerCase() })),
        }),
      ).toBe(firmId);
      expect(await customers.identify(tx, { identifiers: [{ type: 'uscc', value: 'nonsense' }] })).toBeNull();
    });
  });

  it('gives addresses in clear, and no one opted out of', async () => {
    const { id } = await register({
      ...aPerson(),
      contactPoints: [
        { type: 'phone', value: '0351-7650000' },
        { type: 'phone', value: '13611113333' },
        { type: 'email', value: 'A@Example.cn' },
        { type: 'wechat', value: 'wx_1', optedOut: true } as never,
      ],
    });
    expect(await app.run((tx) => customers.contactsOf(tx, id))).toEqual([
      { channel: 'sms', address: '+8613611113333' },
      { channel: 'email', address: 'a@example.cn' },
    ]);
    const { lastCard } = await told(id);
    expect(new Set(lastCard.contactable.map(({ channel }) => channel))).toEqual(new Set(['sms', 'email']));
    expect(lastCard.contactKeys).toHaveLength(4);
  });

  it('names survivors by the ids asked for, and leaves out unknown ones', async () => {
    const [one, other] = [
      await register(aCustomer({ name: '名称甲' })),
      await register(aCustomer({ uscc: null }), 'sales'),
    ];
    await app.run((tx) => merging.merge(tx, one.id, other.id, '同一', by, now()));
    const unknown = '01981a2b-1111-7000-8000-0000000000ff';
    const names = await app.run((tx) => customers.names(tx, [one.id, other.id, unknown]));
    expect([...names]).toEqual(
      expect.arrayContaining([
        [one.id, '名称甲'],
        [other.id, '名称甲'],
      ]),
    );
    expect(names.has(unknown)).toBe(false);
    await expect(app.run((tx) => customers.survivorOf(tx, unknown))).rejects.toThrow(NotFound);
  });

  it('makes a buyer active, but nobody undesirable', async () => {
    const { id } = await register();
    await app.run((tx) => customers.markActive(tx, id, now()));
    await app.run((tx) => customers.markActive(tx, id, now()));
    expect((await told(id)).facts).toEqual([1, 2]);
    await app.run((tx) => corrections.correct(tx, id, { status: 'undesirable', statusReason: 'fraud' }, by, 2, now()));
    await app.run((tx) => customers.markActive(tx, id, now()));
    expect((await told(id)).lastCard).toMatchObject({ status: 'undesirable', version: 3 });
  });

  it('counts facts of others in the version of the customer', async () => {
    const { id } = await register();
    expect(await app.run((tx) => customers.countFact(tx, id, now()))).toEqual({ customerId: id, version: 2 });
  });
});
