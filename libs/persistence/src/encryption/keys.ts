import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Master keys of a deployment, from a JSON file `{ "current": "k1", "keys": { "k1": "<32 bytes, base64>" } }`.
 * Rotation: add a key, make it current; old cells stay readable because each wrapped key names its master key.
 */
export class MasterKeys {
  /** Key of blind indexes; of the oldest master key, so that rotation does not change what was indexed. */
  readonly indexKey: Buffer;

  private constructor(
    readonly current: string,
    private readonly keys: ReadonlyMap<string, Buffer>,
  ) {
    const [oldest] = [...keys.keys()].sort();
    this.indexKey = derive(this.get(oldest!).toString('base64'), 'blind-index');
  }

  static fromFile(path: string, service: string): MasterKeys {
    const { current, keys } = JSON.parse(readFileSync(path, 'utf8')) as {
      current: string;
      keys: Record<string, string>;
    };
    // Each service works with keys of its own, so that no service can open what another one sealed.
    const derived = Object.entries(keys).map(([id, secret]) => [id, derive(secret, `master:${service}`)] as const);
    if (!keys[current]) throw new Error(`key file ${path}: current key "${current}" is not among its keys`);
    return new MasterKeys(current, new Map(derived));
  }

  get(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new Error(`master key "${id}" is not in the key file`);
    return key;
  }
}

/**
 * The deployment-wide key by which every service recognises a contact point without knowing it.
 * File: base64 of 32 bytes.
 */
export class ContactKeys {
  private readonly key: Buffer;

  constructor(path: string) {
    this.key = derive(readFileSync(path, 'utf8').trim(), 'contact-key');
  }

  /** HMAC of a normalised contact point (phone in E.164, e-mail in lower case), base64url. */
  keyOf(type: string, normalised: string): string {
    return createHmac('sha256', this.key).update(`${type}\u0000${normalised}`).digest('base64url');
  }
}

function derive(secret: string, purpose: string): Buffer {
  const bytes = Buffer.from(secret, 'base64');
  if (bytes.length < 32) throw new Error('a key must be at least 32 bytes of base64');
  return Buffer.from(hkdfSync('sha256', bytes, 'onecustomer', purpose, 32));
}
