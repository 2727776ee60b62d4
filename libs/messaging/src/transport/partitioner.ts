const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/**
 * The partition of a key: murmur2 as in Kafka's own default partitioner, so that a key has the same partition on both
 * transports and for producers in other languages.
 * @param partitions how many there are, at least 1
 * @returns 0 … partitions - 1
 */
export const partitionOf = (key: string, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions;

function murmur2(key: string): number {
  const bytes = Buffer.from(key, 'utf8');
  const whole = bytes.length & ~3;
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), multiplier);
    word = Math.imul(word ^ (word >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ word;
  }
  const rest = bytes.length & 3;
  if (rest > 0) {
    for (let at = 0; at < rest; at++) hash ^= bytes[whole + at]! << (8 * at);
    hash = Math.imul(hash, multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}
