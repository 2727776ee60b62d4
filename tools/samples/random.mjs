// @ts-check

/**
 * Seeded random numbers (sfc32). Only integer and exactly rounded operations are used, here and by everyone who calls
 * this: `Math.pow`, `log` and `exp` may differ in the last bit between engines, and the sample files must not.
 */
export class Random {
  /** @type {[number, number, number, number]} */
  #state;

  /** @param {string} seed Each part of the samples has a seed of its own, so that a change in one does not reshuffle the others. */
  constructor(seed) {
    let hash = 2166136261;
    const word = () => {
      for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
      hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
      return (hash ^= hash >>> 13) >>> 0;
    };
    this.#state = [word(), word(), word(), 1];
    for (let warmUp = 0; warmUp < 16; warmUp++) this.#next32();
  }

  #next32() {
    const [a, b, c, counter] = this.#state;
    const sum = (a + b + counter) | 0;
    this.#state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + sum) | 0, (counter + 1) | 0];
    return sum >>> 0;
  }

  /** A fraction in [0, 1). */
  next() {
    return this.#next32() / 4294967296;
  }

  /** @param {number} min @param {number} max Both ends included. */
  int(min, max) {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** @param {number} share */
  chance(share) {
    return this.next() < share;
  }

  /** @template T @param {readonly T[]} items @returns {T} */
  pick(items) {
    return /** @type {T} */ (items[this.int(0, items.length - 1)]);
  }

  /** @template T @param {readonly (readonly [T, number])[]} entries Pairs of item and weight. @returns {T} */
  weighted(entries) {
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of entries) {
      left -= weight;
      if (left < 0) return item;
    }
    throw new Error('No entry to choose from');
  }

  /** @template T @param {readonly T[]} items @returns {T[]} */
  shuffled(items) {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [result[last], result[other]] = [/** @type {T} */ (result[other]), /** @type {T} */ (result[last])];
    }
    return result;
  }

  /** @param {number} length */
  digits(length) {
    return Array.from({ length }, () => this.int(0, 9)).join('');
  }

  /** From 1 upwards, a few very large: the size of a customer. @param {number} limit */
  heavyTail(limit) {
    const root = Math.sqrt(1 - this.next());
    return Math.min(limit, 1 / (root * Math.sqrt(root)));
  }

  /** A UUID in the form of version 4. */
  uuid() {
    const hex = Array.from({ length: 4 }, () => this.#next32().toString(16).padStart(8, '0')).join('');
    const variant = '89ab'[this.int(0, 3)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
