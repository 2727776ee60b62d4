import { describe, expect, it } from '@jest/globals';
import { defaultPersonModel } from './default-person-model.js';
import { fieldsOf } from './fields.js';
import type { Model } from './model.js';
import { PatternCounts } from './patterns.js';
import { randomNumbers } from './random.js';
import { scorer } from './scorer.js';
import { train, type TrainingInput } from './train.js';
import { faultsOfModel } from './validate-model.js';
import { emptyVector, type Vector } from './vector.js';

const fields = fieldsOf('person');
const [given, family, , birthDate, , , , , phone] = fields.map((_, at) => at);

/** Pairs of which we know the truth: 1 % of the candidates are one person. */
function made(seed: number): { input: TrainingInput; random: () => number } {
  const random = randomNumbers(seed);
  const pair = (isMatch: boolean): Vector => {
    const vector = emptyVector(fields.length);
    const level = (field: number, best: number, m: number, u: number): void => {
      vector.levels[field] = random() < (isMatch ? m : u) ? best : 0;
    };
    level(given!, 5, 0.9, 0.01);
    level(family!, 5, 0.8, 0.02);
    level(birthDate!, 4, 0.7, 0.001);
    if (random() < 0.5) level(phone!, 2, 0.6, 0.0005);
    return vector;
  };
  const candidates = new PatternCounts();
  for (let at = 0; at < 60_000; at += 1) candidates.add(pair(at < 600));
  const others = new PatternCounts();
  for (let at = 0; at < 60_000; at += 1) others.add(pair(false));
  return { input: { candidates, random: others, totalPairs: 60_000, start: defaultPersonModel }, random };
}

const share = (model: Model, field: string, side: 'm' | 'u'): number => model.fields[field]!.levels.at(-1)![side];

describe('training without labels', () => {
  const { input } = made(1);
  const model = train(input, { version: 'trained-1' });

  it('finds how often fields agree among the same and among others', () => {
    expect(model.prior).toBeCloseTo(0.01, 2.5);
    expect(share(model, 'given', 'm')).toBeCloseTo(0.9, 1);
    expect(share(model, 'family', 'm')).toBeCloseTo(0.8, 1);
    expect(share(model, 'birthDate', 'm')).toBeCloseTo(0.7, 1);
    expect(share(model, 'given', 'u')).toBeCloseTo(0.01, 2);
    expect(share(model, 'family', 'u')).toBeCloseTo(0.02, 2);
    expect(share(model, 'birthDate', 'u')).toBeCloseTo(0.001, 3);
  });

  it('gives a valid model, the same each time, whatever the order of the pairs', () => {
    expect(faultsOfModel(model)).toEqual([]);
    const backwards = new PatternCounts();
    for (const { levels, count } of input.candidates.patterns().reverse()) backwards.add({ levels }, count);
    expect(train({ ...input, candidates: backwards }, { version: 'trained-1' })).toEqual(model);
  });

  it('keeps what the start says of fields that nobody has', () => {
    const before = defaultPersonModel.fields.passport!.levels;
    model.fields.passport!.levels.forEach(({ m, u }, at) => {
      expect(m).toBeCloseTo(before[at]!.m, 6);
      expect(u).toBeCloseTo(before[at]!.u, 6);
    });
  });

  it('never lets a better level weigh less', () => {
    for (const { levels } of Object.values(model.fields)) {
      const weights = levels.map(({ m, u }) => Math.log2(m / u));
      for (let at = 1; at < weights.length; at += 1)
        expect(weights[at]!).toBeGreaterThanOrEqual(weights[at - 1]! - 1e-9);
    }
  });

  it('listens to people who decided', () => {
    const doubtful = emptyVector(fields.length);
    doubtful.levels[given!] = 5;
    doubtful.levels[family!] = 5;
    doubtful.levels[birthDate!] = 0;
    const reviewed = (isMatch: boolean): Model =>
      train(
        { ...input, reviewed: Array.from({ length: 50 }, () => ({ vector: doubtful, isMatch })) },
        { version: 'r' },
      );
    const probability = (trained: Model): number => scorer(trained, fields).probability(doubtful);
    expect(probability(reviewed(true))).toBeGreaterThan(probability(reviewed(false)));
  });

  it('survives having no pairs at all', () => {
    const none = new PatternCounts();
    const trained = train(
      { candidates: none, random: none, totalPairs: 0, start: defaultPersonModel },
      { version: 'n' },
    );
    expect(faultsOfModel(trained)).toEqual([]);
  });
});
