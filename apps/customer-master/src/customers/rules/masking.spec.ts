import { describe, expect, it } from '@jest/globals';
import { maskGolden, unmask } from './masking.js';
import { deriveGolden } from './survivorship.js';
import { defaultRules } from './trust.js';

const { golden } = deriveGolden(
  [
    {
      recordId: 'r',
      source: 'erp',
      sourceId: 'K-1',
      observedAt: new Date(0),
      facts: {
        kind: 'person',
        person: { familyName: '张', givenName: '伟', birthDate: '1980-01-31' },
        identifiers: [
          { type: 'national_id', value: '11010519491231002X' },
          { type: 'member', value: 'M1' },
        ],
        contactPoints: [
          { type: 'phone', value: '+8613812345678' },
          { type: 'phone', value: '+16502530000' },
          { type: 'email', value: 'zhang.wei@example.cn' },
          { type: 'wechat', value: 'wx_zhangwei' },
        ],
        addresses: [{ type: 'home', text: '太原市小店区龙城大街66号', region: '140105' }],
        attributes: { hobby: '钓鱼', shoeSize: 43, segment: 'A' },
      },
    },
  ],
  { rules: defaultRules, now: new Date('2026-06-01') },
);

describe('masking', () => {
  it('shows enough to recognise a value by, and no more', () => {
    const masked = maskGolden(golden, true);
    expect(masked.contactPoints.map(({ value }) => value)).toEqual([
      '138****5678',
      '+16****0000',
      'z***@example.cn',
      'w***',
    ]);
    expect(masked.identifiers.map(({ value }) => value)).toEqual(['110****2X', 'M1']);
    expect(masked.person).toEqual({ familyName: '张', givenName: '伟', birthDate: '1980-**-**' });
    expect(masked.addresses).toEqual([{ type: 'home', text: '***', region: '140105' }]);
  });

  it("leaves an organisation's address readable", () => {
    expect(maskGolden(golden, false).addresses).toEqual(golden.addresses);
  });

  it('is taken back for values that come back unchanged, so that a list can be added to', () => {
    const masked = maskGolden(golden, true);
    const added = { type: 'phone' as const, value: '0351-7650000' };
    const { facts, faults } = unmask(
      {
        contactPoints: [...masked.contactPoints, added],
        identifiers: masked.identifiers,
        addresses: masked.addresses,
        person: masked.person,
      },
      golden,
    );
    expect(faults).toEqual([]);
    expect(facts).toEqual({
      contactPoints: [...golden.contactPoints, added],
      identifiers: golden.identifiers,
      addresses: golden.addresses,
      person: golden.person,
    });
  });

  it('keeps a personal attribute that comes back as it was shown', () => {
    const { attributes } = maskGolden(golden, true, new Set(['hobby', 'shoeSize']));
    expect(attributes).toEqual({ hobby: '***', shoeSize: '***', segment: 'A' });
    const { facts, faults } = unmask({ attributes: { ...attributes, segment: 'B' } }, golden);
    expect(faults).toEqual([]);
    expect(facts.attributes).toEqual({ hobby: '钓鱼', shoeSize: 43, segment: 'B' });
    expect(unmask({ attributes: { constructor: '***' } }, golden).faults).toEqual([
      expect.objectContaining({ pointer: '/attributes/constructor' }),
    ]);
  });

  it('does not accept a mask that hides nothing of the customer', () => {
    const { faults } = unmask(
      { contactPoints: [{ type: 'phone', value: '139****5678' }], person: { birthDate: '1981-**-**' } },
      golden,
    );
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/contactPoints/0', '/person/birthDate']);
  });
});
