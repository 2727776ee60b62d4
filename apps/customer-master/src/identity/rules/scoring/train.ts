import { fieldsOf } from './fields.js';
import { attributesOf, type LevelModel, type Model } from './model.js';
import { type Pattern, patternKey, type PatternCounts } from './patterns.js';
import { scorer } from './scorer.js';
import { unknown, type Vector } from './vector.js';

/** A pair about which a person decided. */
export interface ReviewedPair {
  vector: Vector;
  isMatch: boolean;
}

export interface TrainingInput {
  /** Pairs that share a blocking key, each once. */
  candidates: PatternCounts;
  /** Pairs drawn at random of all records (`randomPairs`). */
  random: PatternCounts;
  /** All pairs there are: n·(n−1)/2. */
  totalPairs: number;
  /** Share of the candidate pairs that was counted, 1 for all. */
  candidateShare?: number;
  /** Where to start; it also speaks for levels that the data does not show. */
  start: Model;
  reviewed?: readonly ReviewedPair[];
}

export interface TrainingOptions {
  /** Name of the model that comes out. */
  version: string;
  /** Most rounds; it stops when nothing changes any more. Default 30. */
  iterations?: number;
  /** How many reviewed pairs of one pattern outweigh what the model thinks of it. Default 5. */
  reviewStrength?: number;
}

/** So many pairs does the start model count among the matches: levels never met keep its opinion. */
const startStrength = 20;

/**
 * Estimates the model without labels (EM over patterns). The population are all pairs of records: those that share no
 * blocking key count as no match, candidates count with their probability. Hence the fields of a blocking rule can be
 * trained on its pairs too, other than when each block is taken for a population of its own; m of blocked fields comes out
 * a little high by the twins that no key finds. u is taken from random pairs less the matches among them. Weights never
 * fall from a level to the next better one. The same input gives the same model.
 */
export function train(input: TrainingInput, options: TrainingOptions): Model {
  const fields = fieldsOf(input.start.kind, attributesOf(input.start));
  const candidates = input.candidates.patterns();
  const random = input.random.patterns();
  const reviewed = reviewedPatterns(input.reviewed ?? []);
  const strength = options.reviewStrength ?? 5;
  let model: Model = { ...input.start, version: options.version };
  for (let round = 0; round < (options.iterations ?? 30); round += 1) {
    const scores = scorer(model, fields);
    const probability = ({ levels }: Pattern): number => {
      const own = scores.probability({ levels, terms: noTerms });
      const votes = reviewed.size > 0 ? reviewed.get(patternKey(levels)) : undefined;
      return votes ? (own * strength + votes.matches) / (strength + votes.all) : own;
    };
    const matches = candidates.map((pattern) => pattern.count * probability(pattern));
    const others = random.map(({ levels, count }) => count * (1 - scores.probability({ levels, terms: noTerms })));
    const found = matches.reduce((sum, count) => sum + count, 0) / (input.candidateShare ?? 1);
    const next: Model = {
      ...model,
      prior: clamp(found / Math.max(input.totalPairs, 1), 1e-12, 0.4),
      fields: Object.fromEntries(
        fields.map(({ name }, at) => {
          const start = input.start.fields[name]!.levels;
          const m = sharesOf(candidates, matches, at, start.length);
          const u = sharesOf(random, others, at, start.length);
          return [name, { levels: rising(start.map((level, index) => estimated(level, index, m, u))) }];
        }),
      ),
    };
    const change = changeOf(model, next);
    model = next;
    if (change < 1e-4) break;
  }
  return model;
}

interface Shares {
  counts: Float64Array;
  total: number;
}

function sharesOf(patterns: readonly Pattern[], weights: readonly number[], field: number, levels: number): Shares {
  const counts = new Float64Array(levels);
  let total = 0;
  patterns.forEach((pattern, at) => {
    const level = pattern.levels[field]!;
    if (level === unknown) return;
    counts[level]! += weights[at]!;
    total += weights[at]!;
  });
  return { counts, total };
}

/** What is never met at random is rarer than half a pair in the sample, or as rare as the start says. */
function estimated(start: LevelModel, level: number, m: Shares, u: Shares): LevelModel {
  const never = Math.min(0.5, start.u * u.total);
  return {
    name: start.name,
    m: (m.counts[level]! + startStrength * start.m) / (m.total + startStrength),
    u: u.total === 0 ? start.u : (u.counts[level]! + never) / (u.total + 1),
  };
}

/** Adds up to 1, and no level weighs less than the one before: neighbours that do are taken together. */
function rising(levels: readonly LevelModel[]): LevelModel[] {
  const pools: { m: number; u: number; levels: LevelModel[] }[] = [];
  const sums = { m: sumOf(levels, 'm'), u: sumOf(levels, 'u') };
  for (const level of levels) {
    pools.push({ m: level.m / sums.m, u: level.u / sums.u, levels: [level] });
    for (;;) {
      const [before, last] = pools.slice(-2);
      if (!last || !before || before.m / before.u <= last.m / last.u) break;
      pools.splice(-2, 2, {
        m: before.m + last.m,
        u: before.u + last.u,
        levels: [...before.levels, ...last.levels],
      });
    }
  }
  return pools.flatMap((pool) =>
    pool.levels.map(({ name, u }) => ({ name, m: (u / sums.u) * (pool.m / pool.u), u: u / sums.u })),
  );
}

const sumOf = (levels: readonly LevelModel[], side: 'm' | 'u'): number =>
  levels.reduce((sum, level) => sum + level[side], 0);

function reviewedPatterns(pairs: readonly ReviewedPair[]): Map<string, { matches: number; all: number }> {
  const votes = new Map<string, { matches: number; all: number }>();
  for (const { vector, isMatch } of pairs) {
    const key = patternKey(vector.levels);
    const known = votes.get(key) ?? { matches: 0, all: 0 };
    votes.set(key, { matches: known.matches + Number(isMatch), all: known.all + 1 });
  }
  return votes;
}

/** Largest change of a weight, in bits, and of the prior. */
function changeOf(before: Model, after: Model): number {
  let largest = Math.abs(Math.log2(after.prior / before.prior));
  for (const [name, { levels }] of Object.entries(after.fields)) {
    levels.forEach(({ m, u }, at) => {
      const old = before.fields[name]!.levels[at]!;
      largest = Math.max(largest, Math.abs(Math.log2(m / u) - Math.log2(old.m / old.u)));
    });
  }
  return largest;
}

/** Frequencies of values do not take part in training: patterns do not know them. */
const noTerms = new Uint32Array(256);
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
