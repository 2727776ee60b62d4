/** A level that one of both sides does not allow to know; it weighs nothing. */
export const unknown = 255;

/** How alike two records are, field by field in the order of `fieldsOf`. */
export interface Vector {
  levels: Uint8Array;
  /** Token of the value that both share, where its frequency counts; 0 for none. */
  terms: Uint32Array;
}

export const emptyVector = (fields: number): Vector => ({
  levels: new Uint8Array(fields).fill(unknown),
  terms: new Uint32Array(fields),
});

/** A vector as it is stored with an edge: one byte per level, then the terms that are there. */
export function encodeVector({ levels, terms }: Vector): Buffer {
  const used = [...terms].flatMap((term, field) => (term === 0 ? [] : [{ term, field }]));
  const bytes = Buffer.alloc(1 + levels.length + 5 * used.length);
  bytes[0] = levels.length;
  bytes.set(levels, 1);
  used.forEach(({ term, field }, at) => {
    bytes[1 + levels.length + 5 * at] = field;
    bytes.writeUInt32LE(term, 2 + levels.length + 5 * at);
  });
  return bytes;
}

export function decodeVector(bytes: Buffer): Vector {
  const fields = bytes[0] ?? 0;
  const vector = emptyVector(fields);
  vector.levels.set(bytes.subarray(1, 1 + fields));
  for (let at = 1 + fields; at + 5 <= bytes.length; at += 5) vector.terms[bytes[at]!] = bytes.readUInt32LE(at + 1);
  return vector;
}
