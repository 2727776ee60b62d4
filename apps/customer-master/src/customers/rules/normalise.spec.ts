import { describe, expect, it } from '@jest/globals';
import type { NewCustomer } from '../customer.shape.js';
import { isNationalId } from './national-id.js';
import { normalise } from './normalise.js';
import { bare, fold } from './text.js';

const organisation = (more: Partial<NewCustomer>): NewCustomer => ({ kind: 'organisation', ...more });
const person = (more: Partial<NewCustomer>): NewCustomer => ({ kind: 'person', ...more });
const pointersOf = (input: NewCustomer): string[] => normalise(input).faults.map(({ pointer }) => pointer);

describe('normalising', () => {
  it('folds full-width digits and lower case of a USCC', () => {
    const { facts, faults } = normalise(
      organisation({
        identifiers: [
          { type: 'uscc', value: '９１１４０１００ＭＡ８Ｇ３４０３８Ｘ' },
          { type: 'uscc', value: ' 91140100ma8g34038x ' },
        ],
      }),
    );
    expect(faults).toEqual([]);
    expect(facts.identifiers).toEqual([{ type: 'uscc', value: '91140100MA8G34038X' }]);
  });

  it('refuses controls and marks of direction, and drops what has no width', () => {
    expect(
      pointersOf(
        organisation({
          names: [
            { type: 'legal', text: '山西\u202e煤业' },
            { type: 'short', text: '煤\u0007业' },
            { type: 'former', text: '煤\u200f业' },
          ],
          contactPoints: [{ type: 'wechat', value: 'a\u2066b' }],
          addresses: [{ type: 'registered', text: '太原\u0000市' }],
        }),
      ),
    ).toEqual(['/names/0/text', '/names/1/text', '/names/2/text', '/contactPoints/0/value', '/addresses/0/text']);
    expect(pointersOf(person({ person: { familyName: '张', givenName: '\u001b伟' } }))).toEqual(['/person/givenName']);
    const { facts, faults } = normalise(
      organisation({ names: [{ type: 'legal', text: '\ufeff山西\u200b煤业\n有限\u00ad公司' }] }),
    );
    expect(faults).toEqual([]);
    expect(facts.names).toEqual([{ type: 'legal', text: '山西煤业 有限公司' }]);
  });

  it('points at every fault and keeps what is right', () => {
    const { facts, faults } = normalise(
      organisation({
        names: [
          { type: 'legal', text: ' 　' },
          { type: 'short', text: '山西煤业' },
        ],
        identifiers: [
          { type: 'uscc', value: '91350100M000100Y44' },
          { type: 'org_code', value: '55138508-2' },
        ],
        contactPoints: [
          { type: 'phone', value: '110' },
          { type: 'email', value: ' CAIGOU@SHANXIMEI.EXAMPLE ' },
          { type: 'email', value: 'nobody' },
        ],
        addresses: [{ type: 'registered', text: ' ' }],
      }),
    );
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/names/0/text',
      '/identifiers/0/value',
      '/contactPoints/0/value',
      '/contactPoints/2/value',
      '/addresses/0',
    ]);
    expect(facts.names).toEqual([{ type: 'short', text: '山西煤业' }]);
    expect(facts.identifiers).toEqual([{ type: 'org_code', value: '551385082' }]);
    expect(facts.contactPoints).toEqual([{ type: 'email', value: 'caigou@shanximei.example' }]);
  });

  it('refuses what belongs to the other kind', () => {
    expect(pointersOf(person({ identifiers: [{ type: 'uscc', value: '91350100M000100Y43' }] }))).toEqual([
      '/identifiers/0/type',
    ]);
    expect(pointersOf(organisation({ identifiers: [{ type: 'passport', value: 'E12345678' }] }))).toEqual([
      '/identifiers/0/type',
    ]);
    expect(pointersOf(organisation({ person: { familyName: '张' } }))).toEqual(['/person']);
  });

  it('refuses days that are in no calendar', () => {
    expect(pointersOf(person({ person: { familyName: '张', birthDate: '1981-02-29' } }))).toEqual([
      '/person/birthDate',
    ]);
    expect(pointersOf(person({ person: { familyName: '张', birthDate: '1980-02-29' } }))).toEqual([]);
  });

  it('leaves absent groups absent', () => {
    expect(Object.keys(normalise(organisation({ names: [{ type: 'legal', text: '山西煤业' }] })).facts)).toEqual([
      'kind',
      'names',
    ]);
  });

  it('changes nothing of what is normal already', () => {
    const once = normalise(
      person({
        names: [{ type: 'nickname', text: 'Ｗei' }],
        person: { familyName: ' 张', givenName: '伟', birthDate: '1980-01-31', gender: 'male' },
        contactPoints: [{ type: 'phone', value: '0351-7650000转801', usage: 'work' }],
        addresses: [{ type: 'home', text: '太原市　小店区', region: '140105' }],
      }),
    ).facts;
    expect(normalise(once).facts).toEqual(once);
  });

  it('knows a national id by its date and check character', () => {
    expect(isNationalId('11010519491231002X')).toBe(true);
    expect(isNationalId('110105194912310021')).toBe(false);
    expect(isNationalId('11010519491331002X')).toBe(false);
  });

  it('compares names without case, blanks and punctuation', () => {
    expect(bare('Beijing  ＨＵＡＷＥＩ Co., Ltd.')).toBe('beijinghuaweicoltd');
    expect(bare('益林（西安）煤炭销售有限公司')).toBe(bare('益林(西安)煤炭销售有限公司'));
    expect(bare('%_\\')).toBe('');
    expect(fold('　山西　煤业 ')).toBe('山西 煤业');
  });
});
