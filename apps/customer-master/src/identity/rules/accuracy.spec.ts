import { describe, expect, it } from '@jest/globals';
import { historicalPeople, plainPeople, type Synthetic } from '../../../test/synthetic-people.js';
import { testHash } from '../../../test/token-hash.js';
import { blockingKeys } from './features/blocking-keys.js';
import { featuresOf } from './features/features.js';
import { kindOfKey } from './features/key-kinds.js';
import type { Features } from './features/layout.js';
import { comparator } from './scoring/compare.js';
import { defaultPersonModel } from './scoring/default-person-model.js';
import { TermCounts } from './scoring/frequencies.js';
import { covering, type Model } from './scoring/model.js';
import { PatternCounts } from './scoring/patterns.js';
import { randomPairs } from './scoring/random.js';
import { scorer } from './scoring/scorer.js';
import { train } from './scoring/train.js';

interface Accuracy {
  precision: number;
  recall: number;
  f1: number;
}

interface Outcome {
  model: Model;
  /** Twins that share a key. */
  found: number;
  pairs: number;
  atHalf: Accuracy;
  best: Accuracy;
}

/** Pairs of records that share a key, each once, as first × count + second. */
function candidatePairs(records: readonly Features[]): number[] {
  const holders = new Map<number, number[]>();
  records.forEach((features, at) => {
    for (const key of blockingKeys(features)) {
      const known = holders.get(key);
      if (known) known.push(at);
      else holders.set(key, [at]);
    }
  });
  const pairs = new Set<number>();
  for (const [key, block] of holders) {
    if (block.length > kindOfKey(key)!.mostHolders) continue;
    block.forEach((first, at) => {
      for (const second of block.slice(at + 1)) pairs.add(first * records.length + second);
    });
  }
  return [...pairs].sort((a, b) => a - b);
}

function resolve(people: readonly Synthetic[], attributes: readonly string[]): Outcome {
  const started = cpu();
  const records = people.map(({ facts }) => featuresOf(facts, testHash));
  const featured = cpu();
  const pairs = candidatePairs(records);
  const blocked = cpu();
  const compared = comparator('person', attributes);
  const vectors = pairs.map((pair) =>
    compared.compare(records[Math.floor(pair / records.length)]!, records[pair % records.length]!),
  );
  const comparedAt = cpu();
  const candidates = new PatternCounts();
  for (const vector of vectors) candidates.add(vector);
  const random = new PatternCounts();
  for (const [a, b] of randomPairs(records.length, 250_000, 7)) random.add(compared.compare(records[a]!, records[b]!));
  const terms = new TermCounts('person', attributes);
  for (const features of records) terms.add(features);
  const start = { ...covering(defaultPersonModel, compared.fields), frequencies: terms.frequencies() };
  const totalPairs = (records.length * (records.length - 1)) / 2;
  const model = train({ candidates, random, totalPairs, start }, { version: 'trained' });
  const scores = scorer(model, compared.fields);
  const isTwin = (pair: number): boolean =>
    people[Math.floor(pair / records.length)]!.person === people[pair % records.length]!.person;
  const rated = vectors.map((vector, at) => ({ bits: scores.weight(vector), isTwin: isTwin(pairs[at]!) }));
  const twins = twinsOf(people);
  const outcome = {
    model,
    found: rated.filter((pair) => pair.isTwin).length / twins,
    pairs: pairs.length,
    atHalf: accuracyOf(
      rated.filter(({ bits }) => scores.probabilityOf(bits) >= 0.5),
      twins,
    ),
    best: bestOf(rated, twins),
  };
  const bytes = records.reduce((sum, { byteLength }) => sum + byteLength, 0) / records.length;
  report({
    ...outcome,
    model: model.version,
    prior: model.prior,
    bytes: Math.round(bytes),
    featuresMs: Math.round(featured - started),
    blockingMs: Math.round(blocked - featured),
    compareMs: Math.round(comparedAt - blocked),
    restMs: Math.round(cpu() - comparedAt),
  });
  return outcome;
}

/** Milliseconds of computing, whatever else the machine does. */
const cpu = (): number => process.cpuUsage().user / 1000;

const report = (figures: object): void => void process.stdout.write(`${JSON.stringify(figures)}\n`);

function twinsOf(people: readonly Synthetic[]): number {
  const counts = new Map<number, number>();
  for (const { person } of people) counts.set(person, (counts.get(person) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

function accuracyOf(taken: readonly { isTwin: boolean }[], twins: number): Accuracy {
  const right = taken.filter((pair) => pair.isTwin).length;
  const [precision, recall] = [right / Math.max(taken.length, 1), right / twins];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall || 1) };
}

function bestOf(rated: readonly { bits: number; isTwin: boolean }[], twins: number): Accuracy {
  let best: Accuracy = { precision: 0, recall: 0, f1: 0 };
  let right = 0;
  [...rated]
    .sort((a, b) => b.bits - a.bits)
    .forEach((pair, at) => {
      right += Number(pair.isTwin);
      const [precision, recall] = [right / (at + 1), right / twins];
      const f1 = (2 * precision * recall) / (precision + recall || 1);
      if (f1 > best.f1) best = { precision, recall, f1 };
    });
  return best;
}

describe('finding people who were written down several times', () => {
  it('finds nearly all of 5,000 records with typos, swaps and gaps, trained without labels', () => {
    const { atHalf, best } = resolve(plainPeople(1), ['socialSecurity']);
    expect(best.f1).toBeGreaterThanOrEqual(0.99);
    expect(atHalf.f1).toBeGreaterThanOrEqual(0.98);
  }, 120_000);

  it('finds most of 20,000 records of past centuries with a third of the fields wrong or missing', () => {
    const { atHalf } = resolve(historicalPeople(2), ['birthPlace', 'occupation']);
    expect(atHalf.f1).toBeGreaterThanOrEqual(0.8);
  }, 120_000);
});
