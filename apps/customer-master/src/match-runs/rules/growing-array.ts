/** Unsigned numbers of 32 bits, as many as come. */
export class GrowingArray {
  private words = new Uint32Array(1 << 16);
  length = 0;

  push(first: number, second: number): void {
    if (this.length + 2 > this.words.length) {
      const larger = new Uint32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[this.length] = first;
    this.words[this.length + 1] = second;
    this.length += 2;
  }

  /** What was pushed, pair by pair as one number of 64 bits, the second of a pair above the first. */
  asPairs(): BigUint64Array {
    return new BigUint64Array(this.words.buffer, 0, this.length / 2);
  }

  get view(): Uint32Array {
    return this.words.subarray(0, this.length);
  }
}
