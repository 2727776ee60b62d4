import { NotFound, Problem } from '@crm/platform/problem';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCustomer, aPerson, type CustomerBody } from '@crm/testing';
import type { Tx } from '@crm/persistence';
import { systemActor } from '../src/customers/actor.js';
import { Corrections } from '../src/customers/corrections.service.js';
import { Verifications } from '../src/customers/verifications.service.js';
import { Standings } from '../src/customers/standings.service.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { Merging } from '../src/identity/merging.service.js';
import { Unmerging } from '../src/identity/unmerging.service.js';
import { derivedOf, expectInvariants, toldOf, upTo } from './customer-invariants.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let corrections: Corrections;
let standings: Standings;
let verifications: Verifications;
let merging: Merging;
let unmerging: Unmerging;
beforeAll(async () => {
  app = await startCustomerMaster();
  [customers, corrections, merging, unmerging] = [CustomersService, Corrections, Merging, Unmerging].map((token) =>
    app.app.get(token as never),
  ) as [CustomersService, Corrections, Merging, Unmerging];
  standings = app.app.get(Standings);
  verifications = app.app.get(Verifications);
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

/** As a client whose call the service is too busy to answer (503) calls again. */
async function patiently<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await app.run(work);
    } catch (error) {
      if (!(error as Error).message.includes('timeout exceeded when trying to connect')) throw error;
    }
  }
}

const derived = (id: string): Promise<unknown> => derivedOf(app, id);
const invariants = (): Promise<void> => expectInvariants(app);
const told = (id: string) => toldOf(app, id);

describe('fifty registrations of one USCC at once', () => {
  it('give one customer; forty-nine are refused and name it', async () => {
    const { identifiers } = aCustomer();
    const results = await Promise.allSettled(
      upTo(50).map(() => patiently((tx) => customers.register(tx, { ...wish(aCustomer()), identifiers }, by, now()))),
    );
    const [registered, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(more).toEqual([]);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Problem] : []));
    expect(new Set(refusals.map(({ type, members }) => `${type} ${members.customerId as string}`))).toEqual(
      new Set([`duplicate-customer ${registered!.customerId}`]),
    );
    await invariants();
  });

  it('give one customer with fifty records when they may attach', async () => {
    const { identifiers } = aCustomer();
    const results = await Promise.all(
      upTo(50).map((at) =>
        patiently((tx) =>
          customers.upsertFromSource(tx, from('web', `burst-${at}`), { ...wish(aCustomer()), identifiers }, by, now()),
        ),
      ),
    );
    expect(new Set(results.map(({ customerId }) => customerId)).size).toBe(1);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([...upTo(49).map(() => 'attached'), 'registered']);
    const { cards, facts } = await told(results[0]!.customerId);
    expect([cards, facts]).toEqual([upTo(50), upTo(50)]);
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
    await app.run((tx) => standings.bought(tx, other.id, now()));
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

  it('lets a correction win over a pin of the other one that somebody had verified', async () => {
    const [one, other] = [await register(aPerson()), await register(aPerson({ phone: '13512340001' }))];
    const correct = async (id: string, edit: object) =>
      app.run(async (tx) => corrections.correct(tx, id, edit, by, await versionOf(tx, id), now()));
    await correct(other.id, { person: { birthDate: '1980-01-31' }, attributes: { size: 1 } });
    await app.run((tx) => verifications.verify(tx, other.id, ['/person/birthDate', '/attributes/size'], by, now()));
    await app.run((tx) => merging.merge(tx, one.id, other.id, '同一', by, now()));
    const after = { person: { birthDate: '1981-02-03' }, attributes: { size: 2 } };
    await correct(one.id, after);
    const { golden } = (await derived(one.id)) as { golden: object };
    expect(golden).toMatchObject(after);
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

describe('what other folders ask', () => {
  it('finds by record and by exact identifiers in any notation', async () => {
    const body = aPerson({ familyName: '上官', givenName: '婉儿', phone: '13611112222' });
    const { id, record } = await register(body, 'pos');
    const firm = aCustomer();
    const { id: firmId } = await register(firm);
    await app.run(async (tx) => {
      expect(await customers.homeOf(tx, 'pos', record.id)).toBe(id);
      expect(await customers.homeOf(tx, 'pos', 'nobody')).toBeNull();
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
    expect((await app.run((tx) => customers.reachOf(tx, id))).contacts).toEqual([
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
    await app.run((tx) => standings.bought(tx, id, now()));
    await app.run((tx) => standings.bought(tx, id, now()));
    expect((await told(id)).facts).toEqual([1, 2]);
    await app.run((tx) => corrections.correct(tx, id, { status: 'undesirable', statusReason: 'fraud' }, by, 2, now()));
    await app.run((tx) => standings.bought(tx, id, now()));
    expect((await told(id)).lastCard).toMatchObject({ status: 'undesirable', version: 3 });
  });

  it('counts facts of others in the version of the customer', async () => {
    const { id } = await register();
    expect(await app.run((tx) => customers.countFact(tx, id, now()))).toEqual({ customerId: id, version: 2 });
  });
});
