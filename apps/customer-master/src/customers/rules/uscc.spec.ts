import { describe, expect, it } from '@jest/globals';
import { isOrgCode, isUscc, orgCodeOf } from './uscc.js';

describe('a USCC', () => {
  it.each(['91350100M000100Y43', '91110108551385082Q', '91140100MA8G34038X'])('%s is valid', (code) => {
    expect(isUscc(code)).toBe(true);
  });

  it.each([
    ['a wrong check character', '91350100M000100Y44'],
    ['two digits changed over', '91350100M001000Y43'],
    ['a letter that the alphabet leaves out', '9135010OM000100Y43'],
    ['17 characters', '91350100M000100Y4'],
    ['19 characters', '91350100M000100Y430'],
    ['lower case, which has to be folded before', '91350100m000100y43'],
    ['nothing', ''],
  ])('with %s is not', (_, code) => {
    expect(isUscc(code)).toBe(false);
  });

  it('with any single character changed is not valid', () => {
    const code = '91110108551385082Q';
    const spoilt = [...code].flatMap((character, at) =>
      [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
        .filter((other) => other !== character)
        .map((other) => code.slice(0, at) + other + code.slice(at + 1)),
    );
    expect(spoilt.filter(isUscc)).toEqual([]);
  });

  it('carries the organisation code inside', () => {
    expect(orgCodeOf('91110108551385082Q')).toBe('551385082');
    expect(isOrgCode('551385082')).toBe(true);
    expect(isOrgCode('551385083')).toBe(false);
    expect(isOrgCode('MA8G34038')).toBe(true);
  });
});
