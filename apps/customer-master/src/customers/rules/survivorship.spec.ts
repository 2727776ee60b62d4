import { describe, expect, it } from '@jest/globals';
import type { CustomerFacts } from '../customer.shape.js';
import { allNames } from './names.js';
import type { Statement } from './statement.js';
import { changedGroups, deriveGolden } from './survivorship.js';
import { defaultRules } from './trust.js';

let last = 0;
const says = (source: string, observedAt: string, facts: Partial<CustomerFacts>): Statement => ({
  recordId: `record-${++last}`,
  source,
  sourceId: `${source}-${last}`,
  observedAt: new Date(observedAt),
  facts: { kind: 'organisation', ...facts },
});
const legal = (text: string) => ({ names: [{ type: 'legal' as const, text }] });
const phone = (value: string, more: object = {}) => ({ contactPoints: [{ type: 'phone' as const, value, ...more }] });
const grounds = { rules: defaultRules, now: new Date('2026-06-01') };
const goldenOf = (...statements: Statement[]) => deriveGolden(statements, grounds).golden;

describe('the golden record', () => {
  it('believes the more trusted system, however old', () => {
    const golden = goldenOf(
      says('service', '2026-03-01', legal('山西煤产品总公司')),
      says('erp', '2025-01-01', legal('山西煤业')),
      says('sales', '2026-02-01', legal('山西煤矿')),
    );
    expect(golden.names).toEqual([{ type: 'legal', text: '山西煤业' }]);
    expect(golden.displayName).toBe('山西煤业');
  });

  it('believes the newer of two equally trusted', () => {
    const [old, recent] = [says('pos', '2025-01-01', legal('旧名')), says('web', '2026-01-01', legal('新名'))];
    expect(goldenOf(old, recent).displayName).toBe('新名');
    expect(goldenOf(recent, old).displayName).toBe('新名');
  });

  it('does not let an empty value win', () => {
    const golden = goldenOf(
      says('erp', '2026-01-01', { names: [], attributes: { industry: '' } }),
      says('pos', '2025-01-01', { ...legal('山西煤业'), attributes: { industry: 'coal' } }),
    );
    expect(golden.displayName).toBe('山西煤业');
    expect(golden.attributes).toEqual({ industry: 'coal' });
  });

  it('lets an edit win over everybody, also one that empties a list', () => {
    const erp = says('erp', '2026-05-01', { ...legal('山西煤业'), ...phone('+863517650000') });
    const edit = says('mdm', '2026-01-01', { ...legal('山西煤业有限公司'), contactPoints: [] });
    const golden = goldenOf(erp, edit);
    expect(golden.displayName).toBe('山西煤业有限公司');
    expect(golden.contactPoints).toEqual([]);
  });

  it('unites contact points, verified ones first, and keeps an opt-out that any record knows', () => {
    const golden = goldenOf(
      says('erp', '2026-01-01', phone('+863517650000')),
      says('sales', '2026-01-01', phone('+8613800008469', { verifiedAt: '2026-01-03T00:00:00Z' })),
      says('service', '2026-01-01', phone('+863517650000', { optedOut: true, usage: 'work' })),
    );
    expect(golden.contactPoints).toEqual([
      { type: 'phone', value: '+8613800008469', verifiedAt: '2026-01-03T00:00:00Z' },
      { type: 'phone', value: '+863517650000', usage: 'work', optedOut: true },
    ]);
  });

  it('takes family and given name from one record and the rest from whoever knows it', () => {
    const golden = goldenOf(
      says('erp', '2026-01-01', { kind: 'person', person: { familyName: '张', givenName: '伟' } }),
      says('pos', '2026-02-01', { kind: 'person', person: { familyName: '章', birthDate: '1980-01-31' } }),
    );
    expect(golden.person).toEqual({ familyName: '张', givenName: '伟', birthDate: '1980-01-31' });
    expect(golden.displayName).toBe('张伟');
  });

  it('keeps all short and former names but one legal name', () => {
    const golden = goldenOf(
      says('erp', '2026-01-01', {
        names: [
          { type: 'legal', text: '甲' },
          { type: 'short', text: '乙' },
        ],
      }),
      says('sales', '2026-01-01', {
        names: [
          { type: 'legal', text: '丙' },
          { type: 'short', text: '丁' },
          { type: 'former', text: '戊' },
        ],
      }),
    );
    expect(golden.names).toEqual([
      { type: 'legal', text: '甲' },
      { type: 'short', text: '乙' },
      { type: 'short', text: '丁' },
      { type: 'former', text: '戊' },
    ]);
  });

  it('does not depend on the order of its records', () => {
    const statements = [
      says('erp', '2026-01-01', { ...legal('甲'), ...phone('+863517650000') }),
      says('sales', '2026-01-01', { ...legal('乙'), ...phone('+8613800008469') }),
      says('web', '2026-01-01', { ...legal('丙'), attributes: { size: 3 } }),
      says('pos', '2026-01-01', { ...legal('丁'), attributes: { size: 4 } }),
    ];
    expect(changedGroups(goldenOf(...statements), goldenOf(...[...statements].reverse()))).toEqual([]);
  });

  it('is called by its number while no record has a name', () => {
    expect(goldenOf(says('erp', '2026-01-01', {})).displayName).toMatch(/^erp erp-\d+$/);
  });

  it('knows where each value comes from and what others say', () => {
    const erp = says('erp', '2026-01-01', legal('山西煤业'));
    const sales = says('sales', '2026-01-01', legal('山西煤矿'));
    const agreeing = says('pos', '2026-01-01', legal('山西煤业'));
    const { provenance } = deriveGolden([sales, agreeing, erp], grounds);
    const said = (text: string, ...supporters: Statement[]) => ({
      value: { type: 'legal', text },
      statement: supporters[0],
      verifiedAt: null,
      supporters,
    });
    expect(provenance).toEqual([
      { field: '/names/legal', ...said('山西煤业', erp, agreeing), alternatives: [said('山西煤矿', sales)] },
    ]);
  });

  it('is found by every name that any record has', () => {
    const names = allNames([
      says('erp', '2026-01-01', legal('山西煤业')),
      says('mdm', '2026-01-01', legal('山西煤业集团')),
    ]);
    expect(names).toEqual(['山西煤业', '山西煤业集团']);
  });

  const verified = (field: string, key: string, at: string): Partial<CustomerFacts> => ({
    stewardship: { verified: [{ field, key, by: 'E1', at }] },
  });

  it('believes a value that somebody made sure of more than a trusted system, but not more than an edit', () => {
    const erp = says('erp', '2026-05-01', legal('山西煤业'));
    const sales = says('sales', '2026-01-01', legal('山西煤矿'));
    const note = says('mdm', '2026-04-01', verified('/names/legal', '山西煤矿', '2026-04-01T00:00:00Z'));
    expect(goldenOf(erp, sales, note).displayName).toBe('山西煤矿');
    expect(goldenOf(erp, sales, note, says('mdm', '2026-03-01', legal('山西煤业集团'))).displayName).toBe(
      '山西煤业集团',
    );
  });

  it('does not carry a verification over to another value', () => {
    const erp = says('erp', '2026-05-01', legal('山西煤业'));
    const sales = says('sales', '2026-05-02', legal('山西焦煤'));
    const note = says('mdm', '2026-04-01', verified('/names/legal', '山西煤矿', '2026-04-01T00:00:00Z'));
    expect(goldenOf(erp, sales, note).displayName).toBe('山西煤业');
  });

  it('puts a verified phone first, and says since when', () => {
    const erp = says('erp', '2026-05-01', phone('+863517650000'));
    const pos = says('pos', '2026-01-01', phone('+8613800008469'));
    const at = '2026-04-01T00:00:00.000Z';
    const note = says('mdm', '2026-04-01', verified('/contactPoints/phone', 'phone +8613800008469 ', at));
    expect(goldenOf(erp, pos, note).contactPoints).toEqual([
      { type: 'phone', value: '+8613800008469', verifiedAt: at },
      { type: 'phone', value: '+863517650000' },
    ]);
  });

  it('trusts a system more in one group than in another', () => {
    const rules = { ...defaultRules, sources: { erp: { trust: 90, fields: { attributes: 10 } }, pos: { trust: 50 } } };
    const said = [
      says('erp', '2026-01-01', { ...legal('甲'), attributes: { industry: 'coal' } }),
      says('pos', '2026-01-01', { ...legal('乙'), attributes: { industry: 'steel' } }),
    ];
    const { golden } = deriveGolden(said, { rules, now: grounds.now });
    expect(golden).toMatchObject({ displayName: '甲', attributes: { industry: 'steel' } });
  });

  it('lets a pin go at its end, of that group alone', () => {
    const erp = says('erp', '2026-05-01', { ...legal('山西煤业'), attributes: { industry: 'coal' } });
    const note = (expiresAt: string | null) => ({ reason: '核对', by: 'E1', at: '2026-01-01T00:00:00Z', expiresAt });
    const edit = says('mdm', '2026-01-01', {
      ...legal('山西煤业集团'),
      attributes: { industry: 'steel' },
      stewardship: { pins: { names: note('2026-06-01T00:00:00Z'), attributes: note(null) } },
    });
    const at = (now: string) => deriveGolden([erp, edit], { ...grounds, now: new Date(now) }).golden;
    expect(at('2026-05-31T23:59:59Z')).toMatchObject({
      displayName: '山西煤业集团',
      attributes: { industry: 'steel' },
    });
    expect(at('2026-06-01T00:00:00Z')).toMatchObject({ displayName: '山西煤业', attributes: { industry: 'steel' } });
  });

  it('of two pins believes the newer, each by its own group, also when the older was verified', () => {
    const pinned = (at: string) => ({ reason: null, by: 'E1', at, expiresAt: null });
    const [january, march, may] = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z'];
    // Written again in May for the sake of the attributes.
    const one = says('mdm', may, {
      ...legal('甲'),
      attributes: { size: 2 },
      stewardship: { pins: { names: pinned(january), attributes: pinned(may) } },
    });
    const other = says('mdm', march, {
      ...legal('乙'),
      attributes: { size: 1 },
      stewardship: {
        pins: { names: pinned(march), attributes: pinned(march) },
        verified: [{ field: '/attributes/size', key: '{"size":1}', by: 'E1', at: march }],
      },
    });
    expect(goldenOf(one, other)).toMatchObject({ displayName: '乙', attributes: { size: 2 } });
  });

  it('is the same for every order of any records (200 histories of up to 8 records)', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
    const shuffled = <Item>(items: readonly Item[]): Item[] =>
      items
        .map((item) => [random(1e6), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
    for (let history = 0; history < 200; history++) {
      const statements = Array.from({ length: 1 + random(8) }, () =>
        says(pick(['erp', 'sales', 'pos', 'web', 'mdm']), `2026-0${1 + random(3)}-01`, {
          names: [{ type: pick(['legal', 'short', 'former']), text: pick(['甲', '乙', '丙']) }],
          ...(random(2) ? phone(pick(['+863517650000', '+8613800008469']), random(2) ? { optedOut: true } : {}) : {}),
          ...(random(2) ? { identifiers: [{ type: 'member' as const, value: pick(['1', '2']) }] } : {}),
          ...(random(3) ? {} : verified('/names/legal', pick(['甲', '乙']), '2026-02-01T00:00:00Z')),
          attributes: { size: random(3) },
        }),
      );
      const derived = deriveGolden(statements, grounds);
      expect(deriveGolden(shuffled(statements), grounds)).toEqual(derived);
    }
  });
});
