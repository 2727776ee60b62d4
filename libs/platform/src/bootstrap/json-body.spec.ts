import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-body.js';

const parse = (text: string): unknown => parseJson(Buffer.from(text));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a JSON body', () => {
  it('is its value', () => {
    expect(parse('{"name":"山西煤业 😀","n":[1,{"x":null}]}')).toEqual({ name: '山西煤业 😀', n: [1, { x: null }] });
  });

  it('may be empty', () => {
    expect(parse('')).toBeUndefined();
  });

  it('may be 32 deep and not deeper, however deep', () => {
    expect(() => parse(nested(32))).not.toThrow();
    expect(() => parse(nested(33))).toThrow(expect.objectContaining({ status: 400 }));
    expect(() => parse(nested(400_000))).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each(['{', '{"a":1,}', 'nothing', '{"a":"\n"}'])('that is broken is refused without being quoted: %j', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ status: 400, detail: expect.objectContaining({ en: 'The body is not valid JSON.' }) }),
    );
  });

  it('in GBK is refused instead of losing its letters', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xc9, 0xbd, 0xce, 0xf7, 0x22]))).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it.each(['{"a":"x\\u0000"}', '{"a\\u0000":1}', '["\\ud800"]', '{"__proto__":{"x":1}}', '{"a":{"__proto__":1}}'])(
    'with what cannot be stored is refused: %s',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ status: 400 }));
    },
  );
});
