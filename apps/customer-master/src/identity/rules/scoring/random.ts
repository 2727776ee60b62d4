const { floor, imul } = Math;

/** Numbers from 0 to below 1 that look random and are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pairs of different positions below `size`; the records must stand in an order of their own (sorted by id). */
export function* randomPairs(size: number, count: number, seed: number): Generator<readonly [number, number]> {
  if (size < 2) return;
  const next = randomNumbers(seed);
  for (let made = 0; made < count; made += 1) {
    const first = floor(next() * size);
    const second = floor(next() * (size - 1));
    yield [first, second < first ? second : second + 1];
  }
}
