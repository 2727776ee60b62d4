import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { patched } from '../../faults/code.mjs';
import { catalogue, extras, shortForm } from '../../faults/faults/catalogue.mjs';
import { mutants, shortMutants } from '../../faults/mutants/catalogue.mjs';

const root = join(import.meta.dirname, '../../..');

describe('the deliberately broken builds', () => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s still fits the source', (_, { patches }) => {
    for (const patch of patches) {
      const source = readFileSync(join(root, patch.file), 'utf8');
      expect(patched(source, patch.file, [patch])).not.toBe(source);
    }
  });

  it('refuses a text that is not there exactly once', () => {
    const patch = { file: 'a.ts', replace: 'x', by: 'y' };
    expect(() => patched('x and x', 'a.ts', [patch])).toThrow('2 times');
    expect(() => patched('nothing', 'a.ts', [patch])).toThrow('0 times');
    expect(patched('x', 'b.ts', [patch])).toBe('x');
  });

  it('are shown by faults that exist', () => {
    const faults = [...catalogue, ...extras].map(({ id }) => id);
    for (const { fault } of mutants) expect(faults).toContain(fault);
    expect([...shortForm.embedded, ...shortForm.kafka].filter((id) => !faults.includes(id))).toEqual([]);
    expect(shortMutants.filter((name) => !mutants.some((mutant) => mutant.name === name))).toEqual([]);
  });
});
