import { describe, expect, it } from '@jest/globals';
import { keyKinds } from '../../identity/rules/features/key-kinds.js';
import { KeyTable, mostRecords } from './blocks.js';

const key = (kind: { code: number }, hash: number): number => kind.code * 2 ** 32 + hash;
const pairsOf = (table: KeyTable, most = 1_000): [number, number][] =>
  [...table.blocks(most).pairs].map((pair) => [Number(pair & 0xffffffffn), Number(pair >> 32n)]);

describe('records that share a key', () => {
  it('make a pair once, however many keys they share', () => {
    const table = new KeyTable();
    const [a, b] = [key(keyKinds.uscc, 0xffffffff), key(keyKinds.core, 0)];
    table.add(5, [a, b]);
    table.add(2, [a, b]);
    table.add(mostRecords - 1, [b]);
    expect(pairsOf(table).sort()).toEqual(
      [
        [2, 5],
        [2, mostRecords - 1],
        [5, mostRecords - 1],
      ].sort(),
    );
  });

  it('make none when only the hash is the same, or only the kind', () => {
    const table = new KeyTable();
    table.add(1, [key(keyKinds.phone, 7), key(keyKinds.core, 8)]);
    table.add(2, [key(keyKinds.email, 7), key(keyKinds.core, 8 + 256)]);
    expect(pairsOf(table)).toEqual([]);
  });

  it('make none when more have the key than its kind allows, and a crowded phone is no evidence', () => {
    const table = new KeyTable();
    const many = keyKinds.phone.mostHolders + 1;
    for (let at = 0; at < many; at += 1) table.add(at, [key(keyKinds.phone, 7)]);
    const blocks = table.blocks(1e9);
    expect([blocks.pairs.length, blocks.crowded]).toEqual([0, 1]);
    expect([...blocks.crowdedContacts]).toEqual([key(keyKinds.phone, 7)]);
  });

  it('leave out the largest blocks of weak keys when there would be too many pairs', () => {
    const table = new KeyTable();
    for (let at = 0; at < 20; at += 1) table.add(at, [key(keyKinds.core, 1), key(keyKinds.core, 10 + (at >> 1))]);
    table.add(100, [key(keyKinds.uscc, 1)]);
    table.add(101, [key(keyKinds.uscc, 1)]);
    const blocks = table.blocks(50);
    expect([blocks.leftOut, blocks.pairs.length]).toEqual([1, 11]);
  });

  it('are those that a slow search finds (1,000 records, 300 keys)', () => {
    const table = new KeyTable();
    let seed = 3;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const records = Array.from({ length: 1_000 }, () => [
      key(keyKinds.core, random(300)),
      key(keyKinds.name, random(300)),
    ]);
    records.forEach((keys, at) => table.add(at, keys));
    const expected = new Set<string>();
    for (let a = 0; a < records.length; a += 1)
      for (let b = a + 1; b < records.length; b += 1)
        if (records[a]!.some((one) => records[b]!.includes(one))) expected.add(`${a} ${b}`);
    expect(new Set(pairsOf(table, 1e9).map((pair) => pair.join(' ')))).toEqual(expected);
  });
});
