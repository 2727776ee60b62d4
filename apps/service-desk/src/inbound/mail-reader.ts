import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type ParsedMail, simpleParser } from 'mailparser';
import { MailUnreadable } from './inbound.errors.js';
import type { AutomaticHeaders, InboundMail } from './rules/mail.js';

/** What a mail may be made of: longest HTML that is turned into text (characters), longest header (bytes), parts. */
const most = { html: 300_000, header: 262_144, parts: 200 };
/** Most messages that a mail is taken to answer. */
const mostAnswers = 50;
const longestId = 200;

/** Reads a MIME message. @throws MailUnreadable where it is none, or nobody sent it */
export async function readMail(raw: Buffer): Promise<InboundMail> {
  const mail = await parse(raw);
  const from = mail.from?.value[0]?.address?.normalize('NFKC').toLowerCase().trim();
  if (!from) throw new MailUnreadable('no_sender');
  const content = { from, subject: mail.subject ?? '', text: await textOf(mail) };
  if (content.subject === '' && content.text === '' && mail.attachments.length === 0) throw new MailUnreadable('empty');
  const id = idOf(mail.messageId);
  return {
    ...content,
    id: id === '' ? `sha256:${hash([from, mail.date?.toISOString() ?? '', content.subject, content.text])}` : id,
    receivedAt: receivedIn(firstOf(mail, 'received')),
    answers: answersOf(mail),
    attachments: mail.attachments.map(({ filename, contentType, content: bytes }) => ({
      ...{ filename: filename ?? '?', contentType, content: bytes },
    })),
    headers: automaticHeadersOf(mail),
  };
}

async function parse(raw: Buffer): Promise<ParsedMail> {
  try {
    return await simpleParser(inDeclaredCharset(raw), {
      ...{ skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true, ignoreEmbedded: true },
      ...{ checksumAlgo: false, maxHtmlLengthToParse: most.html, maxHeadSize: most.header, maxChildNodes: most.parts },
    });
  } catch {
    // Too many parts, a header of megabytes: what the parser says may quote the mail.
    throw new MailUnreadable('malformed');
  }
}

/** Of HTML beside files the parser makes no text, of HTML alone it does. */
async function textOf({ text, html, textConversionError }: ParsedMail): Promise<string> {
  if (text) return text;
  if (textConversionError) return '（HTML 正文过于复杂，未能转换为文字）';
  if (!html) return '';
  const alone = Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html.slice(0, most.html)}`);
  return (await parse(alone)).text ?? '';
}

/** Old Chinese mail programs send GBK and do not say so. */
function inDeclaredCharset(raw: Buffer): Buffer {
  const isDeclared = /charset\s*=/i.test(raw.toString('latin1', 0, most.header));
  return isDeclared || isUtf8(raw) ? raw : Buffer.from(new TextDecoder('gb18030').decode(raw));
}

function answersOf({ inReplyTo, references }: ParsedMail): string[] {
  const before = typeof references === 'string' ? references.split(/\s+/) : (references ?? []);
  const ids = [...(inReplyTo?.split(/\s+/) ?? []), ...before.reverse()].map(idOf).filter((id) => id !== '');
  return [...new Set(ids)].slice(0, mostAnswers);
}

/** An id as it is kept: without brackets and what cannot be stored; a very long one by its hash. */
function idOf(header: string | undefined): string {
  const id = (header ?? '').replace(/[\p{Cc}\p{Surrogate}\s<>]/gu, '');
  return id.length <= longestId ? id : `sha256:${hash([id])}`;
}

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The date behind the last semicolon of what the nearest server wrote; null: none that can be read. */
function receivedIn(received: string | undefined): Date | null {
  const at = new Date(received?.slice(received.lastIndexOf(';') + 1).replace(/\(.*\)/, '') ?? NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The value of the topmost header of a name, as it stands in the mail. */
const firstOf = ({ headerLines }: ParsedMail, name: string): string | undefined => {
  const line = headerLines.find(({ key }) => key === name)?.line;
  return line
    ?.slice(line.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim();
};

const automaticHeaders: Record<keyof AutomaticHeaders, string> = {
  autoSubmitted: 'auto-submitted',
  returnPath: 'return-path',
  precedence: 'precedence',
  listId: 'list-id',
  listUnsubscribe: 'list-unsubscribe',
  autoReply: 'x-autoreply',
  contentType: 'content-type',
};

const automaticHeadersOf = (mail: ParsedMail): AutomaticHeaders =>
  Object.fromEntries(
    Object.entries(automaticHeaders).flatMap(([key, name]) => {
      const value = firstOf(mail, name);
      return value === undefined ? [] : [[key, value.toLowerCase()]];
    }),
  );
