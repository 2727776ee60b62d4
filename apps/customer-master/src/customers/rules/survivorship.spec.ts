import { describe, expect, it } from '@jest/globals';
import type { CustomerFacts } from '../customer.shape.js';
import { allNames } from './names.js';
import type { Statement } from './statement.js';
import { changedGroups, deriveGolden } from './survivorship.js';

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
const goldenOf = (...statements: Statement[]) => deriveGolden(statements).golden;

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
    const { provenance } = deriveGolden([sales, erp]);
    expect(provenance).toEqual([
      {
        field: '/names/legal',
        value: { type: 'legal', text: '山西煤业' },
        statement: erp,
        alternatives: [{ value: { type: 'legal', text: '山西煤矿' }, statement: sales }],
      },
    ]);
  });

  it('is found by every name that any record has', () => {
    const names = allNames([
      says('erp', '2026-01-01', legal('山西煤业')),
      says('mdm', '2026-01-01', legal('山西煤业集团')),
    ]);
    expect(names).toEqual(['山西煤业', '山西煤业集团']);
  });
});
