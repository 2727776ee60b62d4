import { describe, expect, it } from '@jest/globals';
import { kindOf, looksLikeText } from './file-type.js';

describe('what a file is', () => {
  it('its content says, and its name must not say something else', () => {
    expect(kindOf('a.png', 'image/png', false)?.type).toBe('image/png');
    expect(kindOf('a', 'image/png', false)?.type).toBe('image/png');
    expect(kindOf('a.JPEG', 'image/jpeg', false)?.type).toBe('image/jpeg');
    expect(kindOf('a.pdf', 'image/png', false)).toBeNull();
    expect(kindOf('a.png', 'application/x-msdownload', false)).toBeNull();
    expect(kindOf('a.zip', 'application/zip', false)).toBeNull();
  });

  it('is text where no first bytes say otherwise, by its ending a table', () => {
    expect(kindOf('a.txt', null, true)?.type).toBe('text/plain');
    expect(kindOf('a.csv', null, true)?.type).toBe('text/csv');
    expect(kindOf('a.png', null, true)).toBeNull();
    expect(kindOf('a.html', null, true)).toBeNull();
    expect(kindOf('a.txt', null, false)).toBeNull();
  });

  it.each([
    ['订单,数量\r\nSO-1,2\t', true],
    ['<!DOCTYPE html><script>', false],
    ['  <svg onload=alert(1)>', false],
    ['MZ\0\0', false],
  ])('that begins %j is text: %s', (text, isText) => {
    expect(looksLikeText(Buffer.from(text))).toBe(isText);
  });

  it('is text also where a character is cut at the end, and not in another encoding', () => {
    expect(looksLikeText(Buffer.from('中文').subarray(0, 4))).toBe(true);
    expect(looksLikeText(Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x41]))).toBe(false);
  });
});
