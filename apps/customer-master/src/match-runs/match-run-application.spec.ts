import { NotFound } from '@crm/platform/problem';
import { describe, expect, it } from '@jest/globals';
import { CustomerMergedAway } from '../customers/customers.errors.js';
import { MatchRunApplication } from './match-run-application.js';

/** Applies one pair, of which merging does this, one time after the other; returns what the run counted. */
async function applied(...merges: (Error | 'merged')[]): Promise<unknown> {
  const [lowId, highId] = ['a', 'b'];
  const pair = { number: 1, lowId, highId, verdict: 'auto' };
  const run = { id: 'run', appliedTo: 0, actor: {}, report: { kinds: [{ listedPairs: 1 }] }, models: {} };
  const tx = { transaction: (work: (tx: unknown) => Promise<unknown>) => work(tx) };
  let pairs = [pair];
  let report: unknown;
  const steps = { held: (_: string, __: string, work: (tx: unknown, run: unknown) => unknown) => work(tx, run) };
  const runs = {
    pairs: () => Promise.resolve(pairs),
    applied: (...[, , , told]: unknown[]) => {
      pairs = [];
      report = told;
      return Promise.resolve();
    },
  };
  const merging = {
    merge: () => {
      const next = merges.shift()!;
      return next === 'merged' ? Promise.resolve() : Promise.reject(next);
    },
  };
  const customers = {
    survivorsOf: () => Promise.resolve(new Map([lowId, highId].map((id) => [id, id]))),
    countRecords: () => Promise.resolve(1),
  };
  const resemblances = {
    areDifferent: () => Promise.resolve(false),
    usccsOf: () => Promise.resolve([]),
    noteForReview: () => Promise.resolve(),
  };
  const fakes = [steps, runs, merging, customers, resemblances] as unknown as ConstructorParameters<
    typeof MatchRunApplication
  >;
  await new MatchRunApplication(...fakes).apply('run', 'worker', () => Promise.resolve());
  return report;
}

const mergedAway = () => new CustomerMergedAway('a', 'c');

describe('a pair of which somebody merges or takes back one meanwhile', () => {
  it('is looked at once more', async () => {
    expect(await applied(mergedAway(), 'merged')).toMatchObject({ merged: 1, notMerged: 0 });
    expect(await applied(new NotFound(), 'merged')).toMatchObject({ merged: 1, notMerged: 0 });
  });

  it('is left alone when it happens again', async () => {
    expect(await applied(mergedAway(), new NotFound())).toMatchObject({ merged: 0, notMerged: 1 });
  });

  it('does not hide other faults', async () => {
    await expect(applied(new Error('the database is gone'))).rejects.toThrow('the database is gone');
  });
});
