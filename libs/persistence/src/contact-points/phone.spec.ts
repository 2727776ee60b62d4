import { describe, expect, it } from '@jest/globals';
import { isAssignedNumber, parsePhone } from './phone.js';

describe('a phone number', () => {
  it.each([
    ['13800008469', '+8613800008469', true],
    ['138 0000 8469', '+8613800008469', true],
    ['138-0000-8469', '+8613800008469', true],
    ['１３８００００８４６９', '+8613800008469', true],
    ['+86 13800008469', '+8613800008469', true],
    ['(+86)13800008469', '+8613800008469', true],
    ['86-13800008469', '+8613800008469', true],
    ['008613800008469', '+8613800008469', true],
    ['13800008469(新)', '+8613800008469', true],
    ['13800008469（新）', '+8613800008469', true],
    ['13800008469 王经理', '+8613800008469', true],
    ['0351-7650000', '+863517650000', false],
    ['（0352）5559000', '+863525559000', false],
    ['029 55520049 办公室', '+862955520049', false],
    ['+86 29 55520049', '+862955520049', false],
    ['400-666-8888', '+864006668888', false],
    ['+1 650 253 0000', '+16502530000', true],
  ])('%s is %s', (text, e164, isMobile) => {
    expect(parsePhone(text)).toEqual({ e164, isMobile });
  });

  it.each([
    '0351-7650000转801',
    '0351-7650000 转 801',
    '0351-7650000 分机801',
    '0351-7650000 ext. 801',
    '0351-7650000 x801',
  ])('%s keeps its extension apart', (text) => {
    expect(parsePhone(text)).toEqual({ e164: '+863517650000', extension: '801', isMobile: false });
  });

  it.each(['110', '12345', '138', 'abc', '', '138****8469', '+86 138 0000 8469 1234 5678', '电话', '+999 123'])(
    '%s is impossible',
    (text) => {
      expect(parsePhone(text)).toBeNull();
    },
  );

  it.each([
    ['+8613800008469', true],
    ['+863517650000', true],
    ['+8612000008469', false],
    ['+15550000000', false],
    ['nonsense', false],
  ])('%s is in a range that was given out: %s', (e164, expected) => {
    expect(isAssignedNumber(e164)).toBe(expected);
  });
});
