/** A file in a mail. */
export interface MailAttachment {
  filename: string;
  contentType: string;
  content: Uint8Array;
}

/** A mail as far as the desk reads it. */
export interface InboundMail {
  /** `Message-ID` without its brackets; of a mail without one a hash of what it says. */
  id: string;
  /** Address of the sender. */
  from: string;
  subject: string;
  /** The text, or that of the HTML. */
  text: string;
  /** When our own mail server got it; null: it does not say. */
  receivedAt: Date | null;
  /** Messages that it answers, the nearest first. */
  answers: string[];
  attachments: MailAttachment[];
  headers: AutomaticHeaders;
}

/** Headers by which programs that send mails say so; in lower case, as far as they are there. */
export interface AutomaticHeaders {
  autoSubmitted?: string;
  returnPath?: string;
  precedence?: string;
  listId?: string;
  listUnsubscribe?: string;
  autoReply?: string;
  contentType?: string;
}

export type IgnoredReason = 'auto_reply' | 'bounce' | 'list_mail' | 'own_message';

/** Why a mail was not written by a customer; null: it was. Answering such mails would begin a loop (RFC 3834). */
export function automaticReason({ from, headers }: Pick<InboundMail, 'from' | 'headers'>): IgnoredReason | null {
  const { autoSubmitted, returnPath, precedence, listId, listUnsubscribe, autoReply, contentType } = headers;
  const isReport = contentType !== undefined && /^multipart\/report\b/.test(contentType);
  if (isReport || returnPath === '<>' || returnPath === '' || /^(?:mailer-daemon|postmaster)(?:@|$)/.test(from))
    return 'bounce';
  if (autoSubmitted !== undefined && !/^no\b/.test(autoSubmitted)) return 'auto_reply';
  if (autoReply !== undefined || precedence === 'auto_reply') return 'auto_reply';
  if (listId !== undefined || listUnsubscribe !== undefined) return 'list_mail';
  return precedence !== undefined && /^(?:bulk|list|junk)$/.test(precedence) ? 'list_mail' : null;
}

/** Longest text that is kept, in characters: what is longer is not a letter. */
const mostText = 100_000;

/** A subject as the desk keeps it. */
export const subjectOf = ({ subject }: Pick<InboundMail, 'subject'>): string =>
  cut(readable(subject).replace(/\s+/gu, ' ').trim(), 200) || '（无主题）';

/** The words as the desk keeps them; the names of files that are not kept stand behind the line that ends what is said. */
export function wordsOf(text: string, refused: readonly string[]): string {
  const said = cut(readable(text).trim(), mostText) || '（无正文）';
  if (refused.length === 0) return said;
  const names = refused.slice(0, 50).map((name) => cut(readable(name).replace(/\s+/gu, ' '), 200));
  return `${said}\n\n-- \n附件（未保存）/ attachments, not kept: ${names.join('、')}`;
}

/** Days for which a mail may have been on its way. */
const longestWay = 7 * 86_400_000;

/** When the customer spoke: what our mail server says, unless that cannot be. The sender's own date proves nothing. */
export const receivedAtOf = ({ receivedAt }: Pick<InboundMail, 'receivedAt'>, now: Date): Date =>
  receivedAt && receivedAt <= now && now.getTime() - receivedAt.getTime() <= longestWay ? receivedAt : now;

/** The number of a case in a subject, as `C-2026-000123`; null: none. */
export const caseNumberIn = (subject: string): string | null =>
  /(?<![\w-])C-\d{4}-\d{6,10}(?![\w-])/i.exec(subject.normalize('NFKC'))?.[0].toUpperCase() ?? null;

/** The id of a message that customer-master sent; null: it is none. */
export const ownMessageId = (id: string): string | null =>
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@onecustomer$/i.exec(id)?.[1]?.toLowerCase() ?? null;

/** Without what cannot be stored or shown. */
const readable = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\p{Surrogate}]|[^\P{Cc}\n\t]/gu, '');

/** Without cutting a character in two. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
