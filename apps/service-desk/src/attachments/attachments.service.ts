import { CaseAttachmentAdded, CaseAttachmentDeleted } from '@crm/contracts';
import { afterCommit, FieldCipher, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { CaseFilesService } from '../cases/case-files.service.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentGone, TooManyAttachments } from './attachments.errors.js';
import { ContentsService, type StoredContent } from './contents.service.js';
import { safeName } from './rules/file-name.js';

export const mostAttachments = 50;

/** A file with its name in clear; null: not for this viewer, or destroyed. */
export interface ReadableAttachment {
  attachment: Attachment;
  name: string | null;
}

const cellOf = (row: string, column: 'name' | 'data_key') => ({ table: 'case_attachment', column, row });

/** The files of cases. Each change is made under the lock of the case. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly cases: CasesService,
    private readonly files: CaseFilesService,
    private readonly contents: ContentsService,
    private readonly cipher: FieldCipher,
  ) {}

  /** Records a content that came in with a contact and is kept already. @throws TooManyAttachments */
  async add(tx: Tx, caseId: string, name: string, stored: StoredContent, user: User, now: Date): Promise<void> {
    const [survivor] = await this.files.unionOf(tx, caseId);
    const kase = await this.cases.lock(tx, survivor!, null);
    await this.record(tx, kase, name, stored, acting(user, kase), now);
  }

  /** Notes in the history of the case what came in with a contact and had no room. */
  async noteRefused(
    tx: Tx,
    caseId: string,
    files: readonly { name: string; stored: StoredContent }[],
    user: User,
    now: Date,
  ): Promise<void> {
    const [survivor] = await this.files.unionOf(tx, caseId);
    const kase = await this.cases.lock(tx, survivor!, null);
    const details = { files: files.length, most: mostAttachments };
    const words = files.map(({ name, stored }) => safeName(name, stored.kind.extensions[0]!)).join('、');
    await this.cases.note(tx, kase, { type: 'attachments.refused', at: now, by: acting(user, kase), details, words });
  }

  /** @throws NotFound; CaseOnlyOffered; Recused */
  async permit(tx: Tx, caseId: string, user: User): Promise<void> {
    await this.lock(tx, caseId, user);
  }

  /** Records a content that is kept already. @throws NotFound; CaseOnlyOffered; Recused; TooManyAttachments */
  async attach(
    tx: Tx,
    caseId: string,
    name: string,
    stored: StoredContent,
    user: User,
    now: Date,
  ): Promise<{ attachment: Attachment; isNew: boolean }> {
    const kase = await this.lock(tx, caseId, user);
    return this.record(tx, kase, name, stored, acting(user, kase), now);
  }

  /** Of the case and those that were merged into it, in the order of their coming; also what was deleted. */
  async list(tx: Tx, caseId: string, viewer: User): Promise<ReadableAttachment[]> {
    const { kase } = await this.files.find(tx, caseId, viewer);
    const ids = await this.files.unionOf(tx, kase.id);
    const attachments = await tx.find(Attachment, { where: { caseId: In(ids) }, order: { id: 'ASC' } });
    const named = can(viewer, 'case:read-text') ? attachments.filter(({ name }) => name !== null) : [];
    const cells = named.map(({ id, name }) => ({ cell: cellOf(id, 'name'), sealed: name! }));
    const names = await this.cipher.openAll(tx, cells);
    const nameOf = new Map(named.map(({ id }, index) => [id, names[index]!]));
    return attachments.map((attachment) => ({ attachment, name: nameOf.get(attachment.id) ?? null }));
  }

  /** What is needed to read a content: outside of the transaction, since that may last. @throws NotFound; AttachmentGone */
  async find(
    tx: Tx,
    caseId: string,
    id: string,
    viewer: User,
  ): Promise<{ attachment: Attachment; name: string; dataKey: string }> {
    const attachment = await this.one(tx, caseId, id, viewer);
    const { name, dataKey } = attachment;
    if (name === null || dataKey === null) throw new AttachmentGone();
    const [clearName, clearKey] = await this.cipher.openAll(tx, [
      { cell: cellOf(id, 'name'), sealed: name },
      { cell: cellOf(id, 'data_key'), sealed: dataKey },
    ]);
    if (!clearName || !clearKey) throw new AttachmentGone();
    return { attachment, name: clearName, dataKey: clearKey };
  }

  /** Destroys name, key and content; that there was a file stays recorded. Nothing happens the second time. */
  async delete(tx: Tx, caseId: string, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.lock(tx, caseId, user);
    const attachment = await this.one(tx, kase.id, id, user);
    if (attachment.deletedAt !== null) return;
    const gone = { name: null, dataKey: null, sha256: null, deletedAt: now, deletedBy: user.id };
    await tx.update(Attachment, { id }, gone);
    await this.contents.release(tx, id, now);
    const by = acting(user, kase);
    const event = CaseAttachmentDeleted.draft({ ...kase.fact(now), data: { caseId: kase.id, attachmentId: id, by } });
    await this.cases.save(tx, kase, { events: [event], by });
  }

  private async record(tx: Tx, kase: ServiceCase, name: string, stored: StoredContent, by: Person, now: Date) {
    const { id, dataKey, kind, bytes, sha256 } = stored;
    const there = await tx.findBy(Attachment, { caseId: kase.id, deletedAt: IsNull() });
    const same = there.find((one) => one.sha256 === sha256);
    if (same) {
      afterCommit(tx, () => void this.contents.discard(id));
      return { attachment: same, isNew: false };
    }
    const taken = new Set(there.map(({ place }) => place));
    const place = Array.from({ length: mostAttachments }, (_, index) => index + 1).find((one) => !taken.has(one));
    if (place === undefined) throw new TooManyAttachments(mostAttachments);
    const [sealedName, sealedKey] = await this.cipher.sealEach(tx, kase.subjectId, [
      { cell: cellOf(id, 'name'), plain: safeName(name, kind.extensions[0]!) },
      { cell: cellOf(id, 'data_key'), plain: dataKey },
    ]);
    const attachment = Object.assign(new Attachment(), {
      ...{ id, caseId: kase.id, place, type: kind.type, bytes, sha256, addedAt: now, addedBy: by.employeeId },
      name: sealedName!,
      dataKey: sealedKey!,
      deletedAt: null,
      deletedBy: null,
    } satisfies Attachment);
    await tx.insert(Attachment, attachment);
    const data = { caseId: kase.id, attachmentId: id, type: kind.type, bytes, by };
    await this.cases.save(tx, kase, { events: [CaseAttachmentAdded.draft({ ...kase.fact(now), data })], by });
    return { attachment, isNew: true };
  }

  /** The case in which it goes on, locked. */
  private async lock(tx: Tx, caseId: string, user: User): Promise<ServiceCase> {
    const [survivor] = await this.files.unionOf(tx, caseId);
    const kase = await this.cases.lock(tx, survivor!, user);
    if (kase.complainedOf.includes(user.id)) throw new Recused();
    return kase;
  }

  private async one(tx: Tx, caseId: string, id: string, viewer: User): Promise<Attachment> {
    const { kase } = await this.files.find(tx, caseId, viewer);
    const ids = await this.files.unionOf(tx, kase.id);
    const attachment = await tx.findOneBy(Attachment, { id, caseId: In(ids) });
    if (!attachment) throw new NotFound();
    return attachment;
  }
}
