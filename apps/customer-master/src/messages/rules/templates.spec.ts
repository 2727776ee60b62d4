import { messageTemplates } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { faultsOf, messageLanguages, placeholders, render, shippedTemplates } from './templates.js';

describe('a message text', () => {
  it.each(messageTemplates)('of the product is right and complete in both languages: %s', (template) => {
    const texts = shippedTemplates[template];
    expect(faultsOf(template, texts)).toEqual([]);
    const parameters = Object.fromEntries(Object.keys(placeholders[template]).map((name) => [name, 'X']));
    for (const language of messageLanguages) {
      const { subject, text } = render(texts[language], parameters);
      expect(subject.length).toBeGreaterThan(3);
      expect(text).not.toMatch(/[{}]/);
    }
  });

  it('carries its parameters, and nothing that has no place', () => {
    const { text } = render(shippedTemplates.survey_invitation.zh, { link: 'https://crm.example/a/1', other: 'x' });
    expect(text).toContain('https://crm.example/a/1');
    expect(text).not.toContain('x\n');
    expect(render({ subject: '{constructor}', text: '' }, {}).subject).toBe('');
  });

  it('cannot be made to add a mail header', () => {
    const { subject } = render(shippedTemplates.case_update.en, { caseNumber: 'C-1\r\nBcc: all@example.com' });
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('must have its link, and no place that nothing fills', () => {
    const text = { subject: '您好 {name}', text: '请评价' };
    expect(
      faultsOf('survey_invitation', { zh: text, en: shippedTemplates.survey_invitation.en }).map(
        ({ pointer }) => pointer,
      ),
    ).toEqual(['/zh/subject', '/zh/text']);
  });
});
