import type { CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Problem } from '@crm/platform/problem';
import { aCustomer, aPerson, type CustomerBody } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemActor } from '../src/customers/actor.js';
import { Corrections } from '../src/customers/corrections.service.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { Standings } from '../src/customers/standings.service.js';
import { GoldenRecords } from '../src/customers/golden-records.service.js';
import { Merging } from '../src/identity/merging.service.js';
import { randomNumbers } from '../src/identity/rules/scoring/random.js';
import { Unmerging } from '../src/identity/unmerging.service.js';
import { derivedOf, expectInvariants, toldOf, upTo } from './customer-invariants.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let corrections: Corrections;
let merging: Merging;
let unmerging: Unmerging;
let golden: GoldenRecords;
let standings: Standings;
beforeAll(async () => {
  app = await startCustomerMaster();
  customers = app.app.get(CustomersService);
  corrections = app.app.get(Corrections);
  merging = app.app.get(Merging);
  unmerging = app.app.get(Unmerging);
  golden = app.app.get(GoldenRecords);
  standings = app.app.get(Standings);
});
afterAll(() => app.close());

const by = systemActor('test');
const now = (): Date => new Date();

const isBusy = ({ message }: Error): boolean => message.includes('timeout exceeded when trying to connect');

interface Record {
  source: string;
  sourceId: string;
}

let last = 0;
const aRecord = (): Record => ({ source: 'erp', sourceId: `M-${++last}` });

/** A system says something of a customer, under a record of its own. */
async function say(record: Record, body: CustomerBody, attributes: object = {}): Promise<string> {
  const { source: _, ...facts } = { ...body, attributes };
  const { customerId } = await app.run((tx) =>
    customers.upsertFromSource(tx, { ...record, observedAt: now() }, facts as NewCustomer, by, now()),
  );
  return customerId;
}

async function edit(tx: Tx, id: string, attributes: object): Promise<void> {
  const { version } = await rowOf(tx, id);
  await corrections.correct(tx, id, { attributes } as never, by, version, now());
}

async function rowOf(tx: Tx, id: string): Promise<{ version: number; status: CustomerStatus }> {
  return (
    await tx.query<{ version: number; status: CustomerStatus }[]>('SELECT * FROM customer WHERE id = $1', [id])
  )[0]!;
}

/** @returns whether it stood otherwise before */
async function setStatus(tx: Tx, id: string, status: CustomerStatus): Promise<boolean> {
  const before = await rowOf(tx, id);
  await corrections.correct(tx, id, { status }, by, before.version, now());
  return before.status !== status;
}

/** Merges among these ids that have not been taken back. */
const openMerges = (tx: Tx, ids: readonly string[]) =>
  tx.query<{ id: string; survivorId: string }[]>(
    `SELECT id, survivor_id AS "survivorId" FROM customer_merge WHERE undone_at IS NULL AND retired_id = ANY($1) ORDER BY merged_at, id`,
    [ids],
  );

const takeBack = async (tx: Tx, merge: { id: string; survivorId: string }): Promise<void> => {
  const holder = await customers.survivorOf(tx, merge.survivorId);
  await unmerging.unmerge(tx, holder, { mergeId: merge.id }, '随机', by, now());
};

/** The records of a customer with the number that each said last. */
const saidBy = (id: string): Promise<[string, unknown][]> =>
  app.run(async (tx) =>
    (await golden.statementsOf(tx, id))
      .map(({ source, sourceId, facts }): [string, unknown] => [`${source} ${sourceId}`, facts.attributes?.n])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** What is stored of a customer is what follows from its records. */
async function expectDerived(id: string): Promise<void> {
  const stored = await derivedOf(app, id);
  await app.run(async (tx) => {
    const [customer] = await golden.lock(tx, [id]);
    if (customer!.mergedInto) return;
    await golden.rederive(tx, customer!, now());
  });
  expect(await derivedOf(app, id)).toEqual(stored);
}

describe('random histories of merges, edits, new facts, new records, purchases, statuses and unmerges', () => {
  it.each(upTo(12))(
    'end, with every merge taken back, as if there had been none: history %i',
    async (seed) => {
      const random = randomNumbers(seed);
      const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
      const isCalm = seed <= 3;
      const ids: string[] = [];
      const bodies = new Map<string, CustomerBody>();
      /** What the world outside would expect: by customer the records that were said of it, and their last number. */
      const expected = new Map<string, Map<string, number | undefined>>();
      const homeOf = new Map<Record, string>();
      const statusOf = new Map<string, CustomerStatus>();
      const statuses = ['potential', 'target', 'lost', 'active'] as const;
      for (const _ of upTo(5)) {
        const status = any(statuses);
        const [record, body] = [aRecord(), { ...aCustomer({ uscc: null }), status }];
        const id = await say(record, body);
        ids.push(id);
        bodies.set(id, body);
        homeOf.set(record, id);
        statusOf.set(id, status);
        expected.set(id, new Map([[`${record.source} ${record.sourceId}`, undefined]]));
      }
      const before = await Promise.all(ids.map((id) => derivedOf(app, id)));

      const survivorOf = (id: string) => app.run((tx) => customers.survivorOf(tx, id));
      const actions: (() => Promise<void>)[] = [
        async () => {
          const [one, other] = [await survivorOf(any(ids)), await survivorOf(any(ids))];
          if (one !== other) await app.run((tx) => merging.merge(tx, one, other, '随机', by, now()));
        },
        async () => {
          const open = await app.run((tx) => openMerges(tx, ids));
          if (open.length > 0) await app.run((tx) => takeBack(tx, any(open)));
        },
      ];
      if (!isCalm) {
        actions.push(
          async () => {
            const [record, home] = any([...homeOf]);
            const n = Math.floor(random() * 1e6);
            await say(record, bodies.get(home)!, { n });
            expected.get(home)!.set(`${record.source} ${record.sourceId}`, n);
          },
          async () => {
            const [{ source, sourceId }, home] = any([...homeOf]);
            const id = (await app.run((tx) => customers.homeOf(tx, source, sourceId)))!;
            expect(id).toBe(home);
            await app.run((tx) => standings.bought(tx, id, now()));
            statusOf.set(id, 'active');
          },
          async () => {
            const [id, status] = [await survivorOf(any(ids)), any(statuses)];
            if (await app.run((tx) => setStatus(tx, id, status))) statusOf.set(id, status);
          },
          async () => {
            const id = await survivorOf(any(ids));
            const n = Math.floor(random() * 1e6);
            await app.run((tx) => edit(tx, id, { n }));
            expected.get(id)!.set(`mdm ${id}`, n);
          },
          async () => {
            // Same name and phone as one of them: it goes to whoever that is today, and stays there.
            const [record, like] = [aRecord(), any(ids)];
            const home = await say(record, bodies.get(like)!);
            homeOf.set(record, home);
            bodies.set(home, bodies.get(home) ?? bodies.get(like)!);
            expected.get(home)!.set(`${record.source} ${record.sourceId}`, undefined);
          },
        );
      }
      for (let step = 0; step < 30; step++) await any(actions)();
      for (;;) {
        const open = await app.run((tx) => openMerges(tx, ids));
        if (open.length === 0) break;
        await app.run((tx) => takeBack(tx, any(open)));
      }

      for (const id of ids) {
        expect(await saidBy(id)).toEqual([...expected.get(id)!].sort(([a], [b]) => (a < b ? -1 : 1)));
        expect((await app.run((tx) => rowOf(tx, id))).status).toBe(statusOf.get(id));
        await expectDerived(id);
      }
      if (isCalm) expect(await Promise.all(ids.map((id) => derivedOf(app, id)))).toEqual(before);
      await expectInvariants(app);
    },
    60_000,
  );
});

describe('a record that left, and came to the same customer by another way', () => {
  it('stays when the merge is taken back by which it had come before', async () => {
    // The oldest survives.
    const [c, b, a] = [aRecord(), aRecord(), aRecord()];
    const ids: string[] = [];
    for (const record of [c, b, a]) ids.push(await say(record, aCustomer({ uscc: null })));
    const merge = (survivor: string, retired: string) =>
      app.run((tx) => merging.merge(tx, survivor, retired, '测试', by, now()));
    const [ofC, ofB, ofA] = ids as [string, string, string];
    await merge(ofB, ofA);
    const [first] = await app.run((tx) => openMerges(tx, ids));
    await merge(ofC, ofB);
    const second = (await app.run((tx) => openMerges(tx, ids))).find(({ id }) => id !== first!.id);
    await app.run((tx) => takeBack(tx, first!));
    await merge(ofC, ofA);
    await app.run((tx) => takeBack(tx, second!));

    expect((await saidBy(ofC)).map(([record]) => record)).toEqual(
      [c, a].map((r) => `${r.source} ${r.sourceId}`).sort(),
    );
    const homes = await Promise.all([c, b, a].map((r) => app.run((tx) => customers.homeOf(tx, r.source, r.sourceId))));
    expect(homes).toEqual(ids);
    const [third] = await app.run((tx) => openMerges(tx, ids));
    expect(third).toBeDefined();
    await app.run((tx) => takeBack(tx, third!));
    expect(await Promise.all(ids.map(saidBy))).toEqual(
      [c, b, a].map((r) => [[`${r.source} ${r.sourceId}`, undefined]]),
    );
    await expectInvariants(app);
  });
});

describe('fifty writers at once on the same customers', () => {
  it('leave every record in one customer, every redirect with an end and every version told once', async () => {
    const made: { id: string; record: Record; body: CustomerBody }[] = [];
    for (const at of upTo(10)) {
      const [record, body] = [aRecord(), at % 3 === 0 ? aPerson() : aCustomer({ uscc: null })];
      made.push({ id: await say(record, body), record, body });
    }
    const ids = made.map(({ id }) => id);
    const any = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)]!;
    const actions: (() => Promise<unknown>)[] = [
      () => app.run((tx) => merging.merge(tx, any(ids), any(ids), '并发', by, now())),
      () =>
        app.run(async (tx) => {
          const open = await openMerges(tx, ids);
          if (open.length > 0) await takeBack(tx, any(open));
        }),
      () =>
        app.run(async (tx) => {
          const id = any(ids);
          const records = (await golden.recordsOf(tx, id)).filter(({ source }) => source === 'erp');
          if (records.length < 2) return;
          const { source, sourceId } = any(records);
          const { restoredId } = await unmerging.unmerge(
            tx,
            id,
            { sourceRecords: [{ system: source, id: sourceId }] },
            '并发',
            by,
            now(),
          );
          if (!ids.includes(restoredId)) ids.push(restoredId);
        }),
      () => app.run((tx) => edit(tx, any(ids), { n: Math.random() })),
      () => {
        const { record, body } = any(made);
        return say(record, body, { m: Math.random() });
      },
      () => say(aRecord(), any(made).body),
      () => app.run((tx) => customers.publishCard(tx, any(ids), now())),
    ];
    const unexpected: unknown[] = [];
    let done = 0;
    await Promise.all(
      upTo(50).map(async () => {
        for (let count = 0; count < 8; count++) {
          await any(actions)().then(
            () => void done++,
            // Who waits too long for a connection is told to come again; nothing is half done.
            (error: Error) => void (error instanceof Problem || isBusy(error) || unexpected.push(error)),
          );
        }
      }),
    );
    expect(unexpected).toEqual([]);
    expect(done).toBeGreaterThan(150);
    await expectInvariants(app);
    const all = (await app.run((tx) => tx.query<{ id: string }[]>('SELECT id FROM customer'))).map(({ id }) => id);
    for (const id of all.filter((each) => ids.includes(each))) {
      const { cards, facts, lastCard } = await toldOf(app, id);
      expect(cards).toEqual(upTo(cards.length));
      expect(facts).toEqual(upTo(facts.length));
      const [row] = await app.run((tx) =>
        tx.query<object[]>(
          `SELECT version - versions_skipped AS version, card_version AS "cardVersion", merged_into AS "mergedInto" FROM customer WHERE id = $1`,
          [id],
        ),
      );
      expect(row).toMatchObject({
        cardVersion: lastCard.version,
        mergedInto: lastCard.mergedInto,
        version: facts.at(-1),
      });
      await expectDerived(id);
    }
  }, 180_000);
});
