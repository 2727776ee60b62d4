import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../src/customers/actor.js';
import { JointRegistrations } from '../src/customers/joint-registrations.service.js';
import { startTwice, type Twice } from './importing-twice.js';

let twice: Twice;

beforeAll(async () => {
  twice = await startTwice();
});

afterAll(() => twice.close());

const header = 'source,sourceId,kind,name,phone,address,region,industry,observedAt';
const firm = (id: string, name: string, more: Partial<Record<'phone' | 'address' | 'industry' | 'at', string>> = {}) =>
  `erp,${id},organisation,${name},${more.phone ?? ''},${more.address ?? ''},140105,${more.industry ?? ''},${more.at ?? ''}`;
const run = (...rows: string[]) => twice.run([header, ...rows].join('\n'));

describe('rows of one file that have to do with each other', () => {
  it('wait for the one that brings an attribute which nobody had so far', async () => {
    const alike = [firm('A-1', '太原海天煤业有限公司'), firm('A-2', '太原海天煤炭有限公司')];
    const { taken } = await run(...alike.map((row) => row.replace(/,,$/, ',coal,')));
    expect(taken).toBe(0);
    expect((await run(firm('A-3', '阳泉宏远机械有限公司', { industry: 'coal' }))).taken).toBe(1);
  });

  it('follow one another where they are of one record, also back to what it said before', async () => {
    const said = (phone: string, at: string) => firm('B-1', '太原瑞丰贸易有限公司', { phone, at });
    await run(said('13900000001', '2026-01-01'));
    const { counts } = await run(said('13900000002', '2026-02-01'), said('13900000001', '2026-03-01'));
    expect(counts).toMatchObject({ updated: 2, unchanged: 0 });
    const twins = await run(
      firm('B-2', '朔州光明物流有限公司', { at: '2026-01-01' }),
      firm('B-2', '大同金盛化工有限公司', { at: '2026-02-01' }),
    );
    expect([twins.counts, twins.taken]).toEqual([expect.objectContaining({ registered: 1, updated: 1 }), 1]);
  });

  it('are compared with what a row before them changes', async () => {
    await run(firm('C-1', '长治福祥食品有限公司'));
    // The old name is nobody's any more, the new one is somebody's.
    const { counts } = await run(
      firm('C-1', '晋城永恒建材有限公司'),
      firm('C-2', '长治福祥食品集团有限公司'),
      firm('C-3', '晋城永恒建材集团有限公司'),
    );
    expect(counts).toMatchObject({ updated: 1, registered: 2, resembling: 1 });
  });
});

describe('a row of a file', () => {
  it('brings a record back that an import took away', async () => {
    await run(firm('D-1', '忻州银泰贸易有限公司'));
    await twice.revert();
    const { counts, taken } = await run(firm('D-1', '忻州银泰贸易有限公司'), firm('D-2', '吕梁通顺物流有限公司'));
    expect([counts, taken]).toEqual([expect.objectContaining({ registered: 2 }), 1]);
  });

  it('joins whom it surely is, though no number says so', async () => {
    const same = { address: '太原市小店区学府街30号' };
    await run(firm('E-1', '太原丰源煤业有限公司', same));
    const { counts } = await run(firm('E-2', '太原丰源煤业有限公司', same));
    expect(counts).toMatchObject({ attached: 1, registered: 0 });
  });

  it('that tells of an earlier day changes nothing, unless it is of another kind', async () => {
    await run(firm('F-1', '大同康宁科技有限公司', { at: '2026-02-01T00:00:00Z' }));
    const earlier = firm('F-1', '大同康宁实业有限公司', { at: '2026-01-01T00:00:00Z' });
    const { counts, taken } = await run(earlier);
    expect([counts, taken]).toEqual([expect.objectContaining({ unchanged: 1 }), 1]);
    expect((await run(earlier.replace('organisation', 'person'))).counts).toMatchObject({ unchanged: 0 });
  });
});

describe('two files that come in at once', () => {
  it('wait for each other where they name the same number', async () => {
    const { app, run: inTransaction } = twice.together;
    const joint = app.get(JointRegistrations);
    const by: Actor = { id: 'E1', roles: ['steward'], department: null, scope: 'all' };
    const now = new Date();
    const record = (sourceId: string, text: string) => ({
      source: { source: 'erp', sourceId, observedAt: now },
      input: {
        kind: 'organisation' as const,
        names: [{ type: 'legal' as const, text }],
        identifiers: [{ type: 'uscc' as const, value: '91350100M000100Y43' }],
      },
    });
    let isFounded!: () => void;
    const founded = new Promise<void>((resolve) => (isFounded = resolve));
    const first = inTransaction(async (tx) => {
      const done = await joint.take(tx, [record('G-1', '太原昌荣机械有限公司')], by, now);
      isFounded();
      await pause(500);
      return done;
    });
    await founded;
    const second = inTransaction((tx) => joint.take(tx, [record('G-2', '阳泉兴隆食品有限公司')], by, now));
    expect(await Promise.all([first, second])).toEqual([
      [expect.objectContaining({ outcome: 'registered' })],
      [undefined],
    ]);
  });
});
