import { describe, expect, it } from '@jest/globals';
import { automaticReason, caseNumberIn, ownMessageId, receivedAtOf, subjectOf, wordsOf } from './mail.js';

const from = 'zhang@example.com';

describe('a mail that nobody wrote', () => {
  it.each([
    ['an absence note', { autoSubmitted: 'auto-replied (vacation)' }, 'auto_reply'],
    ['a notice of a program', { autoSubmitted: 'auto-generated' }, 'auto_reply'],
    ['an answer of an old program', { precedence: 'auto_reply' }, 'auto_reply'],
    ['an answer of Outlook', { autoReply: 'yes' }, 'auto_reply'],
    ['one without a way back', { returnPath: '<>' }, 'bounce'],
    ['a report', { contentType: 'multipart/report; report-type=delivery-status' }, 'bounce'],
    ['one of a list', { listId: '<news.example.com>' }, 'list_mail'],
    ['advertising', { listUnsubscribe: '<mailto:off@example.com>' }, 'list_mail'],
    ['bulk mail', { precedence: 'bulk' }, 'list_mail'],
  ])('is %s', (_, headers, reason) => {
    expect(automaticReason({ from, headers })).toBe(reason);
  });

  it('is one of a mail server', () => {
    for (const sender of ['mailer-daemon@example.com', 'mailer-daemon', 'postmaster@example.com'])
      expect(automaticReason({ from: sender, headers: {} })).toBe('bounce');
  });

  it('is not what a person wrote', () => {
    expect(automaticReason({ from, headers: {} })).toBeNull();
    const usual = { autoSubmitted: 'no', returnPath: '<zhang@example.com>', precedence: 'first-class' };
    expect(automaticReason({ from, headers: { ...usual, contentType: 'multipart/mixed' } })).toBeNull();
  });
});

describe('what is kept of a mail', () => {
  it('is a subject of one line', () => {
    expect(subjectOf({ subject: ' 水泵\r\n 漏油\u0000 ' })).toBe('水泵 漏油');
    expect(subjectOf({ subject: '' })).toBe('（无主题）');
    expect([...subjectOf({ subject: '😀'.repeat(300) })].at(-1)).toBe('…');
  });

  it('is its text, and the names of the files that are not kept', () => {
    expect(wordsOf('漏油\r\n\u0007了 ', [])).toBe('漏油\n了');
    expect(wordsOf('', ['照片\n.jpg'])).toBe('（无正文）\n\n-- \n附件（未保存）/ attachments, not kept: 照片 .jpg');
    expect(wordsOf('好'.repeat(200_000), [])).toHaveLength(100_000);
  });

  it('is when our server got it, unless that cannot be', () => {
    const now = new Date('2026-06-05T08:00:00Z');
    const of = (text: string): Date => receivedAtOf({ receivedAt: new Date(text) }, now);
    expect(of('2026-06-05T07:59:00Z')).toEqual(new Date('2026-06-05T07:59:00Z'));
    for (const impossible of ['2026-06-05T08:00:01Z', '2026-05-20T00:00:00Z', 'x']) expect(of(impossible)).toEqual(now);
    expect(receivedAtOf({ receivedAt: null }, now)).toEqual(now);
  });
});

describe('a case that a mail points to', () => {
  it('is named in the subject', () => {
    expect(caseNumberIn('回复：您的服务单 C-2026-000123 有新进展')).toBe('C-2026-000123');
    expect(caseNumberIn('Re: [c-2026-000123]')).toBe('C-2026-000123');
    for (const none of ['ABC-2026-000123', 'C-2026-00012', 'C-2026-000123-7', ''])
      expect(caseNumberIn(none)).toBeNull();
  });

  it('is that of a message that we sent', () => {
    const id = '01981a2b-3333-7000-8000-000000000001';
    expect(ownMessageId(`${id.toUpperCase()}@onecustomer`)).toBe(id);
    for (const other of [id, `${id}@onecustomer.example`, 'x@onecustomer']) expect(ownMessageId(other)).toBeNull();
  });
});
