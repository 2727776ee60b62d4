import { describe, expect, it } from '@jest/globals';
import { initialsQuery, nameQuery, searchTokens, soundQuery, tailQuery, typoQueries } from './search-tokens.js';

const tokensOf = (...names: string[]): Set<string> => new Set(searchTokens('organisation', names, [], []));
const has = (tokens: Set<string>, wanted: readonly string[]): boolean =>
  wanted.length > 0 && wanted.every((token) => tokens.has(token));

describe('searching a name by a part of it', () => {
  it.each(['山', '煤业', '西煤', '山西煤业'])('%s is part of 山西煤业', (query) => {
    expect(has(tokensOf('山西煤业'), nameQuery(query))).toBe(true);
  });

  it.each(['HUAWEI', 'hua wei', 'wei co', '（ｈｕａ'])('%s is part of Huawei Co., Ltd.', (query) => {
    expect(has(tokensOf('Huawei Co., Ltd.'), nameQuery(query))).toBe(true);
  });

  it.each(['煤矿', '业山', '西业', '%', '_', ' ', '.*'])('%s is not part of 山西煤业', (query) => {
    expect(has(tokensOf('山西煤业'), nameQuery(query))).toBe(false);
  });

  it('does not cut a character of two code units', () => {
    for (const query of ['𠮷', '𠮷野']) expect(has(tokensOf('𠮷野家'), nameQuery(query))).toBe(true);
    expect(has(tokensOf('王㛃'), nameQuery('㛃'))).toBe(true);
  });
});

describe('searching a name by its sound', () => {
  it.each(['shanxi', 'meiye', 'xi mei', 'SHANXIMEIYE', '山西梅业', '陕西煤业'])(
    '%s sounds like part of 山西煤业',
    (query) => {
      expect(has(tokensOf('山西煤业'), soundQuery(query))).toBe(true);
    },
  );

  it.each(['shanxikuang', '河南煤业', 'xy'])('%s does not', (query) => {
    expect(has(tokensOf('山西煤业'), soundQuery(query))).toBe(false);
  });

  it('reads the surname of a person as a surname', () => {
    expect(has(new Set(searchTokens('person', ['单伟'], [], [])), soundQuery('shanwei'))).toBe(true);
  });
});

describe('searching a name by its initials', () => {
  it.each(['sxmy', 'xmy', 'SXM'])('%s are in a row in those of 山西煤业', (query) => {
    expect(has(tokensOf('山西煤业'), initialsQuery(query))).toBe(true);
  });

  it('takes two letters for the whole name', () => {
    expect(has(tokensOf('张伟'), initialsQuery('zw'))).toBe(true);
    expect(has(tokensOf('张伟业'), initialsQuery('zw'))).toBe(false);
  });
});

describe('searching a telephone number by its end', () => {
  const tokens = new Set(searchTokens('person', [], ['+8613812345678'], []));
  it.each(['5678', '45678', '12345678', '138 1234 5678', '+86-138-1234-5678'])('%s is the end', (query) => {
    expect(has(tokens, tailQuery(query))).toBe(true);
  });
  it.each(['678', '1234', '95678'])('%s is not', (query) => {
    expect(has(tokens, tailQuery(query))).toBe(false);
  });
});

describe('searching with a typo', () => {
  const finds = (query: string, name: string): boolean =>
    typoQueries(query).some((tokens) => has(tokensOf(name), tokens));
  it.each([
    ['山西媒业', '山西煤业有限公司'],
    ['山西业煤', '山西煤业有限公司'],
    ['山西煤矿业', '山西煤业有限公司'],
    ['Hauwei', 'Huawei Co., Ltd.'],
    ['Huawai', 'Huawei Co., Ltd.'],
    ['Huaweei', 'Huawei Co., Ltd.'],
    ['Huwei', 'Huawei Co., Ltd.'],
  ])('%s finds %s', (query, name) => {
    expect(finds(query, name)).toBe(true);
  });

  it.each([
    ['山西煤业', '河北煤业有限公司'],
    ['Huawei', 'Xiaomi Inc.'],
  ])('%s does not find %s', (query, name) => {
    expect(finds(query, name)).toBe(false);
  });

  it('does not try with too little', () => {
    expect([typoQueries('山西'), typoQueries('wang'), typoQueries('%')]).toEqual([[], [], []]);
  });
});
