// @ts-check

/**
 * A GB18030 encoder made by turning the platform's decoder round: every one-, two- and four-byte sequence of the Basic
 * Multilingual Plane is decoded once, and the answers are the table.
 */
const table = invertDecoder();

function invertDecoder() {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  /** @type {Map<string, number[]>} */
  const bytesOf = new Map();
  /** @param {number[]} bytes */
  const learn = (bytes) => {
    try {
      const char = decoder.decode(Uint8Array.from(bytes));
      if (!bytesOf.has(char)) bytesOf.set(char, bytes);
    } catch {
      // Not every sequence means a character.
    }
  };
  for (let byte = 0; byte < 0x80; byte++) learn([byte]);
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) learn([first, second]);
  }
  for (let index = 0; index < 39420; index++) {
    learn([
      0x81 + Math.floor(index / 12600),
      0x30 + (Math.floor(index / 1260) % 10),
      0x81 + (Math.floor(index / 10) % 126),
      0x30 + (index % 10),
    ]);
  }
  return bytesOf;
}

/** @param {string} text */
export function encodeGb18030(text) {
  /** @type {number[]} */
  const bytes = [];
  for (const char of text) {
    const encoded = table.get(char);
    if (!encoded) throw new Error(`No GB18030 bytes for ${char} (U+${char.codePointAt(0)?.toString(16)})`);
    bytes.push(...encoded);
  }
  return Uint8Array.from(bytes);
}
