import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/transaction.js';
import { MasterKeys } from './keys.js';

/** Where a cell stands; bound into the cipher text, so that a cell copied to another row or column cannot be opened. */
export interface Cell {
  table: string;
  column: string;
  row: string;
}

interface SubjectKey {
  id: string;
  subjectId: string;
  masterKeyId: string;
  wrapped: Buffer;
}

const algorithm = 'aes-256-gcm';

/**
 * Personal columns: AES-256-GCM under a data key per subject, the data key wrapped by the master key. Destroying the
 * subject's key makes every cell of the subject unreadable, in backups too.
 * A cell is `v1.<subject key id>.<base64url of iv, tag, text>`.
 */
@Injectable()
export class FieldCipher {
  constructor(private readonly masterKeys: MasterKeys) {}

  /** Seals one value. The subject is whoever the value is about: its key is made on first use. */
  async seal(tx: Tx, subjectId: string, cell: Cell, plain: string): Promise<string> {
    const [sealed] = await this.sealEach(tx, subjectId, [{ cell, plain }]);
    return sealed!;
  }

  /** Seals values about one subject with one look-up of its key, in the order given. */
  async sealEach(tx: Tx, subjectId: string, values: readonly { cell: Cell; plain: string }[]): Promise<string[]> {
    const known = await this.keyFor(tx, subjectId);
    const key = this.unwrap(known);
    return values.map(({ cell, plain }) => `v1.${known.id}.${encrypt(key, plain, aad(cell)).toString('base64url')}`);
  }

  /** Seals many values with one statement for their keys, in the order given. */
  async sealAll(tx: Tx, values: readonly { subjectId: string; cell: Cell; plain: string }[]): Promise<string[]> {
    const keys = await this.keysFor(tx, [...new Set(values.map(({ subjectId }) => subjectId))]);
    return values.map(({ subjectId, cell, plain }) => {
      const { id, key } = keys.get(subjectId)!;
      return `v1.${id}.${encrypt(key, plain, aad(cell)).toString('base64url')}`;
    });
  }

  /** Opens one value; null when the subject's key was destroyed. Throws when the cell was tampered with or moved. */
  async open(tx: Tx, cell: Cell, sealed: string): Promise<string | null> {
    const [plain] = await this.openAll(tx, [{ cell, sealed }]);
    return plain ?? null;
  }

  /** Opens many values with one look-up of their keys, in the order given. */
  async openAll(tx: Tx, cells: readonly { cell: Cell; sealed: string }[]): Promise<(string | null)[]> {
    const ids = [...new Set(cells.map(({ sealed }) => keyIdOf(sealed)))];
    const keys = new Map((await this.keysById(tx, ids)).map((key) => [key.id, this.unwrap(key)]));
    return cells.map(({ cell, sealed }) => {
      const key = keys.get(keyIdOf(sealed));
      return key ? decrypt(key, Buffer.from(sealed.split('.')[2]!, 'base64url'), aad(cell)) : null;
    });
  }

  /** Destroys the keys of a subject: nothing of it can be read again. */
  async destroySubject(tx: Tx, subjectId: string): Promise<void> {
    await tx.query('UPDATE subject_key SET wrapped = NULL, destroyed_at = now() WHERE subject_id = $1', [subjectId]);
  }

  /** Equality search over an encrypted column: HMAC of the normalised value, different per `purpose`. */
  blindIndex(purpose: string, normalised: string): string {
    return createHmac('sha256', this.masterKeys.indexKey).update(`${purpose}\u0000${normalised}`).digest('base64url');
  }

  private async keyFor(tx: Tx, subjectId: string): Promise<SubjectKey> {
    const id = uuidv7();
    const masterKeyId = this.masterKeys.current;
    const wrapped = encrypt(this.masterKeys.get(masterKeyId), randomBytes(32).toString('base64'), Buffer.from(id));
    // One statement for the known and the new subject: bulk loads seal a new one with every row.
    const [key] = await tx.query<SubjectKey[]>(
      `WITH known AS (${selectKey} WHERE subject_id = $2 AND destroyed_at IS NULL),
       made AS (
         INSERT INTO subject_key (id, subject_id, master_key_id, wrapped)
         SELECT $1::uuid, $2::uuid, $3::text, $4::bytea WHERE NOT EXISTS (SELECT FROM known)
         ON CONFLICT (subject_id) WHERE destroyed_at IS NULL DO NOTHING
         RETURNING ${keyColumns})
       SELECT * FROM known UNION ALL SELECT * FROM made`,
      [id, subjectId, masterKeyId, wrapped],
    );
    // None: another transaction made it meanwhile.
    return key ?? (await this.keyOfSubject(tx, subjectId))!;
  }

  private async keysFor(tx: Tx, subjectIds: string[]): Promise<Map<string, { id: string; key: Buffer }>> {
    const masterKeyId = this.masterKeys.current;
    const masterKey = this.masterKeys.get(masterKeyId);
    const offered = subjectIds.map((subjectId) => {
      const [id, key] = [uuidv7(), randomBytes(32)];
      return { id, subjectId, key, wrapped: encrypt(masterKey, key.toString('base64'), Buffer.from(id)) };
    });
    const made = await tx.query<{ id: string }[]>(
      `INSERT INTO subject_key (id, subject_id, master_key_id, wrapped)
       SELECT id, subject, $3, wrapped FROM unnest($1::uuid[], $2::uuid[], $4::bytea[]) AS given (id, subject, wrapped)
       ON CONFLICT (subject_id) WHERE destroyed_at IS NULL DO NOTHING RETURNING id`,
      [offered.map(({ id }) => id), subjectIds, masterKeyId, offered.map(({ wrapped }) => wrapped)],
    );
    const isMade = new Set(made.map(({ id }) => id));
    const keys = new Map<string, { id: string; key: Buffer }>(
      offered.filter(({ id }) => isMade.has(id)).map(({ id, subjectId, key }) => [subjectId, { id, key }]),
    );
    const others = subjectIds.filter((subjectId) => !keys.has(subjectId));
    if (others.length === 0) return keys;
    const known = await tx.query<SubjectKey[]>(`${selectKey} WHERE subject_id = ANY($1) AND destroyed_at IS NULL`, [
      others,
    ]);
    for (const key of known) keys.set(key.subjectId, { id: key.id, key: this.unwrap(key) });
    return keys;
  }

  private async keyOfSubject(tx: Tx, subjectId: string): Promise<SubjectKey | undefined> {
    const [key] = await tx.query<SubjectKey[]>(`${selectKey} WHERE subject_id = $1 AND destroyed_at IS NULL`, [
      subjectId,
    ]);
    return key;
  }

  private keysById(tx: Tx, ids: string[]): Promise<SubjectKey[]> {
    return tx.query(`${selectKey} WHERE id = ANY($1) AND destroyed_at IS NULL`, [ids]);
  }

  private unwrap(key: SubjectKey): Buffer {
    return Buffer.from(decrypt(this.masterKeys.get(key.masterKeyId), key.wrapped, Buffer.from(key.id)), 'base64');
  }
}

const keyColumns = 'id, subject_id AS "subjectId", master_key_id AS "masterKeyId", wrapped';
const selectKey = `SELECT ${keyColumns} FROM subject_key`;

const aad = (cell: Cell): Buffer => Buffer.from(`${cell.table}\u0000${cell.column}\u0000${cell.row}`);

const keyIdOf = (sealed: string): string => {
  const [version, keyId] = sealed.split('.');
  if (version !== 'v1' || !keyId) throw new Error('not an encrypted cell');
  return keyId;
};

function encrypt(key: Buffer, plain: string, bound: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(bound);
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): string {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, 12)).setAAD(bound);
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}
