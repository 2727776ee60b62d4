import { describe, expect, it } from '@jest/globals';
import { shortMutants } from '../../faults/mutants/catalogue.mjs';
import { runFaults } from './running-faults.js';

describe('the fault suite in its short form, on the embedded event log', () => {
  it('loses nothing, doubles nothing and keeps the order', async () => {
    const { code, output } = await runFaults('--short', '--transport', 'embedded');
    expect(output).toContain('faults, 0 with a breach');
    expect(code).toBe(0);
  }, 480_000);

  it('can fail: it catches a build that is broken', async () => {
    const { code, output } = await runFaults('--mutants', '--only', shortMutants.join(','));
    expect(output).toContain('Every mutant was caught.');
    expect(code).toBe(0);
  }, 480_000);
});
