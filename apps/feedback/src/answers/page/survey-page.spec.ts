import { describe, expect, it } from '@jest/globals';
import { questionsPage, thanksPage } from './survey-page.js';

describe('the page', () => {
  it('escapes whatever was filled in', () => {
    const hostile = `"><script>alert('x')</script>&`;
    const page = questionsPage('zh', { nps: hostile, csat: hostile, comment: hostile }, 'invalid');
    expect(page).not.toContain('<script');
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</textarea>');
  });

  it.each(['zh', 'en'] as const)('labels every field in %s', (language) => {
    const page = questionsPage(language);
    const radios = page.match(/<label><input type="radio"[^>]*> [^<]+<\/label>/g) ?? [];
    // 0–10 and 1–5, each with "no answer".
    expect(radios).toHaveLength(12 + 6);
    expect(page.match(/<input/g)).toHaveLength(radios.length);
    expect(page.match(/<fieldset[^>]*>\s*<legend>[^<]+<\/legend>/g)).toHaveLength(2);
    expect(page).toContain('<label class="comment" for="comment">');
    expect(page.match(/ checked>/g)).toHaveLength(2);
  });

  it('keeps the choice after a submit that did not count', () => {
    const page = questionsPage('en', { nps: '', csat: '2', comment: '' }, 'invalid');
    expect(page).toContain('name="csat" value="2" checked>');
    expect(page).toContain('<p role="alert">');
  });

  it('loads nothing from anywhere', () => {
    for (const page of [questionsPage('zh'), thanksPage('en', true)]) {
      expect(page).not.toMatch(/<(script|link|img|iframe)|\bsrc=|url\(|@import|\bon\w+=/i);
      expect(page).not.toMatch(/https?:\/\//);
    }
  });

  it('tells whom we let down that somebody will get in touch', () => {
    expect(thanksPage('en', true)).toContain('Somebody will get in touch');
    expect(thanksPage('en', false)).not.toContain('Somebody will get in touch');
  });
});
