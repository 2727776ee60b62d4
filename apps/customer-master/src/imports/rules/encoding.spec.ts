import { describe, expect, it } from '@jest/globals';
import { EncodingDetector } from './encoding.js';

/** Fed in pieces of `size` bytes, so that characters are cut in every way. */
function detect(bytes: Uint8Array, size = 3) {
  const detector = new EncodingDetector();
  for (let at = 0; at < bytes.length; at += size) detector.feed(bytes.subarray(at, at + size));
  return detector.end();
}
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the encoding of a file', () => {
  it('is UTF-8 for ASCII, Chinese and emoji', () => {
    for (const text of ['', 'source,sourceId\n', '山西煤业，王㛃', '王㛃 😀']) {
      for (const size of [1, 2, 3, 100]) expect(detect(Buffer.from(text), size)).toBe('utf-8');
    }
  });

  it('is GB18030 for Chinese in GBK, also with a character of four bytes', () => {
    const shanxiMeiye = hex('c9bd cef7 c3ba d2b5');
    const wangWithRareName = hex('cdf5 8230 b731');
    for (const size of [1, 2, 3, 100]) {
      expect(detect(shanxiMeiye, size)).toBe('gb18030');
      expect(detect(Buffer.concat([shanxiMeiye, hex('2c'), wangWithRareName]), size)).toBe('gb18030');
    }
  });

  it.each(['Müller;Größe', 'Société Générale', 'Ñuñoa, José Peña', 'Bär GmbH\nKöln', 'Straße 12', 'naïve café'])(
    'is none for Latin-1 like "%s", though GB18030 may decode it',
    (text) => {
      expect(detect(latin1(text))).toBeUndefined();
    },
  );

  it('is none for bytes that no encoding has, or that end in the middle of a character', () => {
    expect(detect(hex('ff fe 73 00'))).toBeUndefined();
    expect(detect(hex('c9bd cef7 c3'))).toBeUndefined();
    expect(detect(hex('e5b1'))).toBeUndefined();
  });

  it('is decided by the whole file, not by its beginning', () => {
    const ascii = Buffer.from('source,sourceId,name\n'.repeat(5000));
    expect(detect(Buffer.concat([ascii, hex('c9bd cef7 c3ba d2b5')]), 4096)).toBe('gb18030');
    expect(detect(Buffer.concat([ascii, latin1('Müller;Größe')]), 4096)).toBeUndefined();
  });
});
