import { Readable } from 'node:stream';
import { databaseNow, type DueTimer, OnTimer, Timers, TransactionRunner, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { v7 as newId } from 'uuid';
import type { ServiceDeskConfig } from '../config.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentEmpty, AttachmentTooLarge, AttachmentTypeRefused } from './attachments.errors.js';
import { type FileKind, kindOf, looksLikeText } from './rules/file-type.js';
import { type Measured, newDataKey, Opening, sealing } from './sealed-content.js';

/** Kind of the timer that removes a content to which no row came, or whose row was deleted; aggregate: the file. */
export const contentTimer = 'attachment.content';
/** Longer than the largest file takes to come in by a slow line (512 MiB: 2 h 17 min), and the transaction that records it. */
const sweepAfterMs = 3 * 3_600_000;
/** What of a file is looked at to tell its type. */
const headBytes = 128 * 1024;

/** A content that is in the store; nobody knows of it until it is recorded. */
export interface StoredContent extends Measured {
  id: string;
  dataKey: string;
  kind: FileKind;
}

/** The contents of files, sealed before they leave the process. A row without content cannot come about. */
@Injectable()
export class ContentsService {
  constructor(
    private readonly store: AttachmentStore,
    private readonly timers: Timers,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** Keeps a content and tells what it is. @throws AttachmentTypeRefused; AttachmentTooLarge; AttachmentEmpty */
  async keep(name: string, content: Readable | Buffer): Promise<StoredContent> {
    const { head, rest } = await beginningOf(Buffer.isBuffer(content) ? Readable.from([content]) : content);
    if (head.length === 0) throw new AttachmentEmpty();
    const found = (await fileTypeFromBuffer(head))?.mime ?? null;
    const kind = kindOf(name, aliases[found ?? ''] ?? found, looksLikeText(head));
    if (!kind) {
      rest.destroy();
      throw new AttachmentTypeRefused();
    }
    const [id, dataKey] = [newId(), newDataKey()];
    // First what sweeps it: should this process end now, the content does not stay.
    await this.transactions.run(async (tx) => {
      const dueAt = new Date((await databaseNow(tx)).getTime() + sweepAfterMs);
      await this.timers.arm(tx, { kind: contentTimer, aggregateId: id, epoch: 1, dueAt });
    });
    const { stream, measured } = sealing(dataKey, id);
    const clear = Readable.from(limited(head, rest, this.config.ATTACHMENT_MOST_BYTES));
    clear.on('error', (error) => stream.destroy(error));
    await this.store.put(id, clear.pipe(stream));
    return { id, dataKey, kind, ...measured() };
  }

  /** In clear; null: the store has none. Ends with an error, before its last byte, where it is not what was kept. */
  async read(id: string, dataKey: string): Promise<Readable | null> {
    const sealed = await this.store.get(id);
    if (!sealed) return null;
    const opening = new Opening(dataKey, id);
    sealed.on('error', (error) => opening.destroy(error));
    opening.on('close', () => sealed.destroy());
    return sealed.pipe(opening);
  }

  /** Has a content removed once the transaction that deletes its row is over. */
  async release(tx: Tx, id: string, now: Date): Promise<void> {
    await this.timers.arm(tx, { kind: contentTimer, aggregateId: id, epoch: 2, dueAt: now });
  }

  /** Of no use, since it is not recorded. At once, as far as that is possible; its timer sees to it otherwise. */
  async discard(id: string): Promise<void> {
    await this.store.remove(id).catch(() => undefined);
  }

  @OnTimer(contentTimer)
  async sweep(tx: Tx, { aggregateId: id }: DueTimer): Promise<void> {
    const row = await tx.findOneBy(Attachment, { id });
    if (!row || row.deletedAt !== null) await this.store.remove(id);
  }
}

/** Other names of types that are taken. */
const aliases: Record<string, string> = { 'audio/mp4': 'audio/x-m4a', 'audio/vnd.wave': 'audio/wav' };

async function beginningOf(content: Readable): Promise<{ head: Buffer; rest: Readable }> {
  const chunks: Buffer[] = [];
  let length = 0;
  const iterator = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  while (length < headBytes) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(Buffer.from(value));
    length += value.length;
  }
  return { head: Buffer.concat(chunks), rest: Readable.from({ [Symbol.asyncIterator]: () => iterator }) };
}

async function* limited(head: Buffer, rest: Readable, most: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of concatenated(head, rest)) {
    length += chunk.length;
    if (length > most) throw new AttachmentTooLarge(most);
    yield chunk;
  }
}

async function* concatenated(head: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of rest) yield chunk as Buffer;
}
