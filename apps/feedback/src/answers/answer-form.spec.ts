import { describe, expect, it } from '@jest/globals';
import { answerOfForm, filledInOf } from './answer-form.js';

describe('the form of the page', () => {
  it('makes numbers of digits and no answer of empty fields', () => {
    expect(answerOfForm({ nps: '0', csat: '', comment: '好' })).toEqual({ nps: 0, csat: null, comment: '好' });
    expect(answerOfForm({})).toEqual({ nps: null, csat: null, comment: null });
  });

  it('leaves what is no score for the check to refuse', () => {
    expect(answerOfForm({ nps: '7.5', csat: ['1', '5'] })).toMatchObject({ nps: '7.5', csat: ['1', '5'] });
    expect(answerOfForm({ admin: '1' })).toMatchObject({ admin: '1' });
  });

  it('counts a line end of a browser once', () => {
    expect(answerOfForm({ comment: '一\r\n二\r三' })).toMatchObject({ comment: '一\n二\n三' });
  });

  it('shows again what was filled in, and nothing of what is no text', () => {
    expect(filledInOf({ nps: '11', comment: ['a', 'b'] })).toEqual({ nps: '11', csat: '', comment: '' });
  });
});
