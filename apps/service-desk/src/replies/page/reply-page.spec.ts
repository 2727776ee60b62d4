import { describe, expect, it } from '@jest/globals';
import { conversationPage, problemPage, thanksPage } from './reply-page.js';

const at = '2026-01-05T02:00:00.000Z';
const conversation = (text: string) => ({
  caseNumber: 'C-2026-000123',
  validUntil: at,
  messages: [
    { from: 'desk' as const, at, text },
    { from: 'customer' as const, at, text: '好的' },
  ],
});

describe('the page of a reply', () => {
  it('escapes whatever anybody wrote', () => {
    const hostile = `</textarea><script>alert('x')</script>"&`;
    const page = conversationPage('zh', conversation(hostile), 'Asia/Shanghai', hostile);
    expect(page).not.toContain('<script');
    expect(page.match(/<\/textarea>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;');
  });

  it('loads nothing from anywhere', () => {
    for (const page of [conversationPage('en', conversation('hello'), 'UTC'), thanksPage('zh', 'C-1')]) {
      expect(page).not.toMatch(/<(script|link|img|iframe)|\bsrc=|url\(|@import|\bon\w+=|https?:\/\//i);
    }
  });

  it('shows both sides in their order, at the local time, in the language asked for', () => {
    const zh = conversationPage('zh', conversation('已补发'), 'Asia/Shanghai');
    expect(zh).toMatch(/服务单 C-2026-000123[\s\S]*我们的答复[\s\S]*10:00[\s\S]*已补发[\s\S]*您的回复[\s\S]*好的/);
    expect(conversationPage('en', conversation('Sent again'), 'UTC')).toMatch(/Case C-2026-000123[\s\S]*Our reply/);
  });

  it('says why there is nothing to read', () => {
    expect(problemPage('en', 'expired')).toContain('This link has expired');
    expect(problemPage('zh', 'unknown')).toContain('链接无效');
  });
});
