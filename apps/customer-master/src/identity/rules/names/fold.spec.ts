import { describe, expect, it } from '@jest/globals';
import { bareFolded, fold, foldedLength, withoutMarks } from './fold.js';

describe('folding a text', () => {
  it.each([
    ['ＡＢＣ（１２）', 'abc(12)'],
    ['華為技術', '华为技术'],
    ['臺灣鑛業', '台湾矿业'],
    ['峯', '峰'],
    ['山西​煤‏业', '山西煤业'],
    ['华为😀科技', '华为 科技'],
    ['⚡雷', '雷'],
    ['【华为】', '(华为)'],
    ['阿卜杜拉·买买提', '阿卜杜拉 买买提'],
    ['“Acme” — Co.', "'acme' - co."],
    ['  A \t B\n', 'a b'],
    ['a_b', 'a b'],
    ['Plain Text', 'plain text'],
    ['', ''],
  ])('%j becomes %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('does not change what is folded', () => {
    for (const text of ['華為（北京）', 'José  ÁLVAREZ-Núñez', '㈱東芝', 'ﬁne', '１２３'])
      expect(fold(fold(text))).toBe(fold(text));
  });

  it('keeps letters and digits only where asked', () => {
    expect(bareFolded('Co., Ltd. (华为)')).toBe('coltd华为');
    expect(withoutMarks('josé müller ørsted straße łukasz')).toBe('jose muller orsted strasse lukasz');
  });

  it('cuts what is too long', () => {
    expect(fold('华'.repeat(10_000))).toHaveLength(foldedLength);
    expect(fold('\uFDFA'.repeat(10_000)).length).toBeLessThanOrEqual(foldedLength);
  });
});
