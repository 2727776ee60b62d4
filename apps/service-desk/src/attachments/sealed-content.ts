import { createCipheriv, createDecipheriv, createHash, type DecipherGCM, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const algorithm = 'aes-256-gcm';
const tagBytes = 16;

/** What came through, in clear. */
export interface Measured {
  bytes: number;
  sha256: string;
}

/** A key for one content, which is used once: so the nonce may be the same for all. */
export const newDataKey = (): string => randomBytes(32).toString('base64');
const nonce = Buffer.alloc(12);

/** Seals a content as it flows: the cipher text, then the tag. Tells what came through. */
export function sealing(dataKey: string, id: string): { stream: Transform; measured: () => Measured } {
  const cipher = createCipheriv(algorithm, Buffer.from(dataKey, 'base64'), nonce).setAAD(Buffer.from(id));
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, cipher.update(chunk));
    },
    flush(done) {
      done(null, Buffer.concat([cipher.final(), cipher.getAuthTag()]));
    },
  });
  return { stream, measured: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** Opens a sealed content as it flows. Its last piece is given only when the whole turned out to be what was sealed. */
export class Opening extends Transform {
  private readonly decipher: DecipherGCM;
  /** Held back: it may be the tag. */
  private tail = Buffer.alloc(0);
  private held = Buffer.alloc(0);

  constructor(dataKey: string, id: string) {
    super();
    this.decipher = createDecipheriv(algorithm, Buffer.from(dataKey, 'base64'), nonce).setAAD(Buffer.from(id));
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const all = Buffer.concat([this.tail, chunk]);
    const end = Math.max(0, all.length - tagBytes);
    this.tail = all.subarray(end);
    if (end > 0) {
      if (this.held.length > 0) this.push(this.held);
      this.held = this.decipher.update(all.subarray(0, end));
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    try {
      this.decipher.setAuthTag(this.tail);
      this.held = Buffer.concat([this.held, this.decipher.final()]);
      done(null, this.held);
    } catch (error) {
      done(error as Error);
    }
  }
}
