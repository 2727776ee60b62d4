import { describe, expect, it } from '@jest/globals';
import { nameTokens, queryTokens } from './name-tokens.js';

const finds = (query: string, ...names: string[]): boolean => {
  const tokens = new Set(nameTokens(names));
  const wanted = queryTokens(query);
  return wanted.length > 0 && wanted.every((token) => tokens.has(token));
};

describe('searching a name by tokens', () => {
  it.each(['山', '煤业', '西煤', '山西煤业'])('%s is part of 山西煤业', (query) => {
    expect(finds(query, '山西煤业')).toBe(true);
  });

  it.each(['HUAWEI', 'hua wei', 'wei co', '（ｈｕａ'])('%s is part of Huawei Co., Ltd.', (query) => {
    expect(finds(query, 'Huawei Co., Ltd.')).toBe(true);
  });

  it.each(['煤矿', '业山', '西业', '%', '_', ' ', '.*'])('%s is not part of 山西煤业', (query) => {
    expect(finds(query, '山西煤业')).toBe(false);
  });

  it('does not cut a character of two code units', () => {
    expect(finds('㛃', '王㛃')).toBe(true);
    expect(finds('𠮷', '𠮷野家')).toBe(true);
    expect(finds('𠮷野', '𠮷野家')).toBe(true);
  });
});
