/** Encodings that an import may have. GB18030 includes GBK and GB 2312. */
export type Encoding = 'utf-8' | 'gb18030';

type Decoder = InstanceType<typeof TextDecoder>;

/** At least this share of the double-byte characters has to be everyday ones, else the bytes are no Chinese text. */
const leastShare = 1 / 3;

/**
 * Finds the encoding of a text while its bytes stream by. UTF-8 where all of it is UTF-8. GB18030 decodes almost any
 * bytes, Latin-1 text too ("ü" takes the letter behind it along), so it counts only where a good part of the characters
 * are those that people write: GB 2312 level 1 and the punctuation before it.
 */
export class EncodingDetector {
  private utf8: Decoder | undefined = new TextDecoder('utf-8', { fatal: true });
  private gb18030: Decoder | undefined = new TextDecoder('gb18030', { fatal: true });
  /** First byte of a double-byte character whose second is still to come. */
  private lead = 0;
  private common = 0;
  private characters = 0;

  feed(bytes: Uint8Array): void {
    this.utf8 = stillDecodes(this.utf8, bytes);
    this.gb18030 = stillDecodes(this.gb18030, bytes);
    if (this.gb18030) for (const byte of bytes) this.weigh(byte);
  }

  /** The encoding of everything that was fed; undefined for neither. */
  end(): Encoding | undefined {
    if (stillDecodes(this.utf8)) return 'utf-8';
    return stillDecodes(this.gb18030) && this.common >= this.characters * leastShare ? 'gb18030' : undefined;
  }

  private weigh(byte: number): void {
    if (this.lead === 0) {
      if (byte >= 0x81) this.lead = byte;
      return;
    }
    // A digit as second byte begins a four-byte character, whose second half looks the same: two rare characters.
    this.characters++;
    const isEveryday = (this.lead >= 0xb0 && this.lead <= 0xd7) || (this.lead >= 0xa1 && this.lead <= 0xa3);
    if (isEveryday && byte >= 0xa1) this.common++;
    this.lead = 0;
  }
}

/** The decoder, or undefined once it met what it cannot decode. Without bytes: whether the text may end here. */
function stillDecodes(decoder: Decoder | undefined, bytes?: Uint8Array): Decoder | undefined {
  try {
    if (bytes) decoder?.decode(bytes, { stream: true });
    else decoder?.decode();
    return decoder;
  } catch {
    return undefined;
  }
}
