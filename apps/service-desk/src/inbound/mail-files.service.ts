import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import {
  AttachmentEmpty,
  AttachmentTooLarge,
  AttachmentTypeRefused,
  TooManyAttachments,
} from '../attachments/attachments.errors.js';
import { AttachmentsService, mostAttachments } from '../attachments/attachments.service.js';
import { ContentsService, type StoredContent } from '../attachments/contents.service.js';
import { automaticReason, type InboundMail } from './rules/mail.js';

/** The files of a mail: what is kept already, and the names of those that cases do not take. */
export interface MailFiles {
  kept: { name: string; stored: StoredContent }[];
  refused: string[];
}

/** Files that come in mails. What a case does not take is named in the text, and the mail comes in all the same. */
@Injectable()
export class MailFilesService {
  constructor(
    private readonly contents: ContentsService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** Outside of the transaction, since it may last. What is not recorded afterwards is swept. */
  async keep(mail: InboundMail): Promise<MailFiles> {
    const files: MailFiles = { kept: [], refused: [] };
    if (automaticReason(mail)) return files;
    for (const { filename: name, content } of mail.attachments) {
      const stored = files.kept.length < mostAttachments ? await this.stored(name, content) : null;
      if (stored) files.kept.push({ name, stored });
      else files.refused.push(name);
    }
    return files;
  }

  /** Gives them to the case that the mail came to, as far as it has room; its history names the rest. */
  async record(tx: Tx, caseId: string, { kept }: MailFiles, user: User, now: Date): Promise<void> {
    const left: MailFiles['kept'] = [];
    for (const { name, stored } of kept) {
      try {
        await this.attachments.add(tx, caseId, name, stored, user, now);
      } catch (error) {
        if (!(error instanceof TooManyAttachments)) throw error;
        left.push({ name, stored });
      }
    }
    if (left.length > 0) await this.attachments.noteRefused(tx, caseId, left, user, now);
  }

  /** Null: cases do not take it. */
  private async stored(name: string, content: Uint8Array): Promise<StoredContent | null> {
    try {
      return await this.contents.keep(name, Buffer.from(content));
    } catch (error) {
      const isRefused = [AttachmentEmpty, AttachmentTooLarge, AttachmentTypeRefused].some(
        (one) => error instanceof one,
      );
      if (isRefused) return null;
      throw error;
    }
  }
}
