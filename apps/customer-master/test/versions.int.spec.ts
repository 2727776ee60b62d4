import { Problem } from '@crm/platform/problem';
import { aCustomer } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemActor } from '../src/customers/actor.js';
import { Corrections } from '../src/customers/corrections.service.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { CustomerViews } from '../src/customers/customer-views.service.js';
import { canonical } from '../src/customers/rules/statement.js';
import { Merging } from '../src/identity/merging.service.js';
import { randomNumbers } from '../src/identity/rules/scoring/random.js';
import { Unmerging } from '../src/identity/unmerging.service.js';
import { toldOf, upTo } from './customer-invariants.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
beforeAll(async () => {
  app = await startCustomerMaster();
});
afterAll(() => app.close());

const by = systemActor('test');
const now = (): Date => new Date();

let last = 0;
async function register(): Promise<string> {
  const { source: _, ...facts } = aCustomer({ uscc: null });
  const reference = { source: 'erp', sourceId: `V-${++last}`, observedAt: now() };
  const customers = app.app.get(CustomersService);
  return (await app.run((tx) => customers.upsertFromSource(tx, reference, facts as NewCustomer, by, now()))).customerId;
}

const edit = (id: string, n: number, version: number): Promise<void> =>
  app.run((tx) => app.app.get(Corrections).correct(tx, id, { attributes: { n } } as never, by, version, now()));
const merge = (one: string, other: string) =>
  app.run((tx) => app.app.get(Merging).merge(tx, one, other, '测试', by, now()));
const unmerge = (mergeId: string) => app.run((tx) => app.app.get(Unmerging).undo(tx, mergeId, '测试', by, now()));

/** What whoever reads this id is shown: the version, and what it stands for. */
const shown = (id: string): Promise<{ version: number; content: string; isRetired: boolean }> =>
  app.run(async (tx) => {
    const { id: own, version, golden, status } = await app.app.get(CustomerViews).survivorFor(tx, id, by);
    return { version, content: canonical({ own, golden, status }), isRetired: own !== id };
  });

describe('the version that an id shows', () => {
  it('lets nobody overwrite after an unmerge what they read before the merge', async () => {
    const [one, other] = [await register(), await register()];
    for (const n of upTo(3)) await edit(other, n, (await shown(other)).version);
    const before = await shown(other);
    const { mergeId } = await merge(one, other);
    const together = await shown(other);
    await app.run((tx) =>
      app.app
        .get(CustomersService)
        .upsertFromSource(
          tx,
          { source: 'erp', sourceId: `V-${last}`, observedAt: now() },
          aCustomer({ uscc: null }) as unknown as NewCustomer,
          by,
          now(),
        ),
    );
    await unmerge(mergeId);
    for (const { version } of [before, together])
      await expect(edit(other, 7, version)).rejects.toMatchObject({ type: 'stale-version' });
    await edit(other, 8, (await shown(other)).version);
  });

  it.each(upTo(6))(
    'stands for one content only, and rises, over rounds of merges, edits and unmerges: history %i',
    async (seed) => {
      const random = randomNumbers(seed);
      const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
      const ids: string[] = [];
      for (const _ of upTo(4)) ids.push(await register());
      const seen = new Map<string, { version: number; content: string }>();
      const merges: string[] = [];
      const actions: (() => Promise<unknown>)[] = [
        async () => merges.push((await merge(any(ids), any(ids))).mergeId),
        async () => merges.length > 0 && (await unmerge(any(merges))),
        async () => {
          const id = any(ids);
          await edit(id, Math.floor(random() * 1e6), (await shown(id)).version);
        },
      ];
      for (const _ of upTo(40)) {
        await any(actions)().catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error;
        });
        for (const id of ids) {
          const { version, content } = await shown(id);
          const before = seen.get(id);
          if (before && before.content !== content) expect(version).toBeGreaterThan(before.version);
          seen.set(id, { version, content });
        }
      }
      for (const id of ids) {
        const { facts } = await toldOf(app, id);
        expect(facts).toEqual(upTo(facts.length));
      }
    },
    60_000,
  );
});
