import { messageTemplates } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { render } from './templates.js';

describe('a message text', () => {
  it('exists in both languages for every template', () => {
    for (const template of messageTemplates) {
      for (const language of ['zh', 'en'] as const) {
        const { subject, text } = render(template, language, { link: 'L', caseNumber: 'C', balance: '5' });
        expect(subject.length).toBeGreaterThan(3);
        expect(text).not.toMatch(/[{}]/);
      }
    }
  });

  it('carries its parameters, and nothing that has no place', () => {
    const { text } = render('survey_invitation', 'zh', { link: 'https://crm.example/a/1', other: 'x' });
    expect(text).toContain('https://crm.example/a/1');
    expect(text).not.toContain('x\n');
  });

  it('cannot be made to add a mail header', () => {
    const { subject } = render('case_update', 'en', { caseNumber: 'C-1\r\nBcc: all@example.com' });
    expect(subject).not.toMatch(/[\r\n]/);
  });
});
