import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** One use of an Idempotency-Key: by whom, where, with what. */
export interface KeyUse {
  /** As the client sent it. */
  key: string;
  /** Subject of the token; empty on public routes. */
  client: string;
  /** Method and concrete path. */
  route: string;
  /** Query and body. */
  content: string;
}

/** What is stored to give it again. */
export interface StoredAnswer {
  status: number;
  location?: string;
  body?: unknown;
}

/**
 * What the database may keep of one use. An answer can hold personal data, so it is sealed under a key that is made of
 * the Idempotency-Key and the client: only who repeats the request can open it, and no backup can.
 */
export class KeySlot {
  /** Primary key of the row: reveals neither the key nor the client. */
  readonly id: Buffer;
  /** Same content, same fingerprint. */
  readonly fingerprint: Buffer;
  private readonly sealKey: Buffer;

  constructor(use: KeyUse) {
    const secret = [use.client, use.route, use.key].map((part) => `${part.length}:${part}`).join();
    const derived = Buffer.from(hkdfSync('sha256', secret, 'onecustomer', 'idempotency-key', 96));
    this.id = derived.subarray(0, 32);
    this.sealKey = derived.subarray(32, 64);
    this.fingerprint = createHmac('sha256', derived.subarray(64)).update(use.content).digest();
  }

  /** Number of the advisory lock that tells a request in flight. */
  get lock(): string {
    return this.id.readBigInt64BE().toString();
  }

  matches(fingerprint: Buffer): boolean {
    return fingerprint.length === this.fingerprint.length && timingSafeEqual(fingerprint, this.fingerprint);
  }

  seal(answer: StoredAnswer): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealKey, iv);
    const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]);
  }

  open(sealed: Buffer): StoredAnswer {
    const decipher = createDecipheriv('aes-256-gcm', this.sealKey, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as StoredAnswer;
  }
}
