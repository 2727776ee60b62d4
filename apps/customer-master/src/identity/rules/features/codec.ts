import { type Features, featuresVersion, headerWords, sectionCount, startOf } from './layout.js';

/** Bytes that are no features, or features of another version that have to be computed anew. */
export class UnreadableFeatures extends Error {}

const isBigEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 0;

/** Features as they are stored: their words, little-endian. About 100 to 400 bytes. */
export function encodeFeatures(features: Features): Buffer {
  const bytes = Buffer.from(features.buffer.slice(features.byteOffset, features.byteOffset + features.byteLength));
  return isBigEndian ? bytes.swap32() : bytes;
}

/** The features that were stored; throws `UnreadableFeatures`. */
export function decodeFeatures(bytes: Uint8Array): Features {
  if (bytes.length % 4 !== 0 || bytes.length < 4 * headerWords)
    throw new UnreadableFeatures('not a record of features');
  // A copy: drivers hand out slices of larger buffers at any offset.
  const words = new Uint32Array(bytes.length / 4);
  const target = Buffer.from(words.buffer);
  target.set(bytes);
  if (isBigEndian) target.swap32();
  const version = words[0]! & 0xff;
  if (version !== featuresVersion) throw new UnreadableFeatures(`features of version ${version}`);
  for (let section = 0, before = headerWords; section <= sectionCount; section += 1) {
    const start = startOf(words, section);
    if (start < before || start > words.length) throw new UnreadableFeatures('sections out of order');
    before = start;
  }
  if (startOf(words, sectionCount) !== words.length) throw new UnreadableFeatures('length differs');
  return words;
}
