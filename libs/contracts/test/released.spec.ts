import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { definitionOf, type Event } from '../src/index.js';
import { breaksOf, type Schema } from './additive.js';
import { faultsOf } from './validator.js';

/** What `npm run contracts:release` wrote down: a promise that is never taken back. */
interface Released {
  type: string;
  version: number;
  topics: string[];
  schema: Schema;
  /** Every example that was ever published. */
  examples: Event[];
}

const folder = join(import.meta.dirname, '..', 'released');
const released = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Released) }));

describe('the released contracts', () => {
  it('are there, each under its own name', () => {
    expect(released.length).toBeGreaterThan(0);
    expect(released.filter(({ file, type, version }) => file !== `${type}.v${version}.json`)).toEqual([]);
  });

  it.each(released.map((contract) => [contract.file, contract] as const))(
    'have changed by additions only: %s',
    (_, contract) => {
      const now = definitionOf(contract.type);
      expect(now).toBeDefined();
      expect(now!.version).toBeGreaterThanOrEqual(contract.version);
      expect(now!.topics).toEqual(expect.arrayContaining(contract.topics));
      expect(breaksOf(contract.schema, now!.data as unknown as Schema)).toEqual([]);
    },
  );

  // Strictly: what is read strictly is read tolerantly too.
  it.each(released.map((contract) => [contract.file, contract] as const))(
    'still read their old examples: %s',
    (_, contract) => {
      const { data } = definitionOf(contract.type)!;
      expect(contract.examples.length).toBeGreaterThan(0);
      expect(contract.examples.flatMap((example) => faultsOf(data, example.data))).toEqual([]);
    },
  );
});
