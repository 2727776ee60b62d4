import { describe, expect, it } from '@jest/globals';
import { testHash } from '../../../../test/token-hash.js';
import type { CustomerFacts } from '../../../customers/customer.shape.js';
import { featuresOf } from '../features/features.js';
import { comparator } from './compare.js';
import { defaultOrganisationModel } from './default-organisation-model.js';
import { defaultPersonModel } from './default-person-model.js';
import { explain } from './explain.js';
import { TermCounts } from './frequencies.js';
import { covering, type Model } from './model.js';
import { randomNumbers, randomPairs } from './random.js';
import { scorer } from './scorer.js';
import { faultsOfModel } from './validate-model.js';
import { emptyVector } from './vector.js';

const models = { person: defaultPersonModel, organisation: defaultOrganisationModel };

function probability(a: CustomerFacts, b: CustomerFacts): number {
  const { compare, fields } = comparator(a.kind);
  return scorer(models[a.kind], fields, testHash).probability(
    compare(featuresOf(a, testHash), featuresOf(b, testHash)),
  );
}

const person = (text: string, more: Partial<CustomerFacts> = {}): CustomerFacts => ({
  kind: 'person',
  names: [{ type: 'legal', text }],
  ...more,
});

describe('the shipped models', () => {
  it.each(Object.entries(models))('of a %s is a valid model with rising weights', (_, model) => {
    expect(faultsOfModel(JSON.parse(JSON.stringify(model)))).toEqual([]);
    for (const [name, { levels }] of Object.entries(model.fields)) {
      const weights = levels.map(({ m, u }) => Math.log2(m / u));
      expect([name, weights]).toEqual([name, [...weights].sort((a, b) => a - b)]);
    }
  });

  it('are certain of a person by name, date of birth and address alone', () => {
    const facts = {
      person: { birthDate: '1980-05-17' },
      addresses: [{ type: 'home', street: '12 Smith St', locality: 'Glebe', postalCode: '2037' }],
    };
    expect(probability(person('Imogen Fairweather', facts), person('Imogen Fairwether', facts))).toBeGreaterThan(
      0.9999,
    );
  });

  it('weigh a rare name more than a common one', () => {
    expect(probability(person('张伟'), person('张伟'))).toBeLessThan(0.05);
    expect(probability(person('司徒震霆'), person('司徒震霆'))).toBeGreaterThan(0.8);
  });

  it('do not take a father for his son who lives with him', () => {
    const home = (birthDate: string): Partial<CustomerFacts> => ({
      person: { birthDate },
      contactPoints: [{ type: 'phone', value: '+8613800000001' }],
      addresses: [{ type: 'home', text: '太原市小店区长治路12号3单元501室' }],
    });
    expect(probability(person('欧阳建国', home('1950-05-17')), person('欧阳晓明', home('1980-11-02')))).toBeLessThan(
      0.5,
    );
  });
});

describe('a score', () => {
  it('is the same as its explanation', () => {
    const a = person('欧阳震华', { contactPoints: [{ type: 'phone', value: '+8613800000001' }] });
    const { compare, fields } = comparator('person');
    const vector = compare(featuresOf(a, testHash), featuresOf(a, testHash));
    const explained = explain(vector, defaultPersonModel, testHash);
    expect(explained.probability).toBeCloseTo(scorer(defaultPersonModel, fields, testHash).probability(vector), 10);
    expect(explained.fields.find(({ field }) => field === 'phone')).toMatchObject({
      fieldLabel: { zh: '电话', en: 'phone' },
      level: 'exact',
      levelLabel: { zh: '相同', en: 'the same' },
    });
    expect(explained.fields.find(({ field }) => field === 'email')).toMatchObject({ level: null, weight: 0 });
    const sum = explained.fields.reduce((total, { weight }) => total + weight, 0);
    expect(explained.total).toBeCloseTo(sum + explained.prior + explained.limited, 10);
  });

  it('of nothing is the prior', () => {
    const { fields } = comparator('person');
    expect(scorer(defaultPersonModel, fields).probability(emptyVector(fields.length))).toBeCloseTo(1e-6, 12);
  });

  it('says which field a model lacks', () => {
    const { fields } = comparator('person', ['occupation']);
    expect(() => scorer(defaultPersonModel, fields)).toThrow('has no field attributes.occupation');
    expect(() => scorer(covering(defaultPersonModel, fields), fields)).not.toThrow();
  });

  it('takes frequencies as they were counted', () => {
    const names = [...Array.from({ length: 99 }, () => 'John Smith'), 'Zebedee Quux'];
    const records = names.map((name) => featuresOf(person(name), testHash));
    const counts = new TermCounts('person');
    for (const features of records) counts.add(features);
    const frequencies = counts.frequencies(1);
    expect(frequencies.given).toEqual({ tokens: { [String(testHash('name', 'john'))]: 0.99 }, rest: 0.01 });
    const { compare, fields } = comparator('person');
    const scores = scorer({ ...defaultPersonModel, frequencies }, fields);
    const [smith, quux] = [compare(records[0]!, records[1]!), compare(records[99]!, records[99]!)];
    expect(scores.weight(quux) - scores.weight(smith)).toBeCloseTo(2 * Math.log2(99), 5);
  });
});

describe('a model from outside', () => {
  const changed = (change: (model: Model) => void): string[] => {
    const model = structuredClone(defaultPersonModel);
    change(model);
    return faultsOfModel(model);
  };

  it.each<[string, (model: Model) => void]>([
    ['/version: must be 1 to 60 letters, digits, dots, - or _', (model) => void (model.version = '')],
    ['/prior: must be above 0 and below 0.5', (model) => void (model.prior = 0.7)],
    ['/kind: must be person or organisation', (model) => void (model.kind = 'firm' as 'person')],
    ['/fields/passport/levels: is missing', (model) => void delete model.fields.passport],
    ['/fields/hobby: is no field of this kind', (model) => void (model.fields.hobby = { levels: [] })],
    [
      '/fields/gender/levels: must be different, exact in this order',
      (model) => void model.fields.gender!.levels.reverse(),
    ],
    [
      '/fields/gender/levels/0/m: must be above 0 and at most 1',
      (model) => void (model.fields.gender!.levels[0]!.m = 0),
    ],
    [
      '/fields/gender/levels: u must add up to 1, not to 1.4000',
      (model) => void (model.fields.gender!.levels[0]!.u = 0.9),
    ],
    ['/frequencies/given/rest: must be above 0 and at most 1', (model) => void (model.frequencies!.given!.rest = 2)],
    ['/limits/0/when: is no level of a field', (model) => void (model.limits![0]!.when.level = 'odd')],
    ['/limits/0/fields: hobby is no field', (model) => void model.limits![0]!.fields.push('hobby')],
  ])('is told "%s"', (fault, change) => {
    expect(changed(change)).toEqual([fault]);
  });

  it('is told when it is no model at all', () => {
    expect(faultsOfModel(null)).toEqual(['/: must be an object']);
    expect(faultsOfModel({})).toContain('/kind: must be person or organisation');
  });
});

describe('drawing at random', () => {
  it('is the same for the same seed, and never pairs a record with itself', () => {
    const pairs = [...randomPairs(10, 1_000, 3)];
    expect(pairs).toEqual([...randomPairs(10, 1_000, 3)]);
    expect(pairs).not.toEqual([...randomPairs(10, 1_000, 4)]);
    expect(pairs.every(([a, b]) => a !== b && a < 10 && b < 10)).toBe(true);
    expect(new Set(pairs.map(String)).size).toBe(90);
    expect([...randomPairs(1, 5, 3)]).toEqual([]);
    expect(randomNumbers(1)()).not.toBe(randomNumbers(2)());
  });
});
