import { describe, expect, it } from '@jest/globals';
import { type LatestConsent, mayContact } from './effective-consent.js';

const said = (state: LatestConsent['state'], purpose: LatestConsent['purpose'] = 'survey'): LatestConsent => ({
  purpose,
  channel: 'sms',
  state,
});

describe('consent', () => {
  it('is not needed before a survey, and is needed before marketing', () => {
    expect(mayContact([], 'survey', 'sms')).toBe(true);
    expect(mayContact([], 'marketing', 'sms')).toBe(false);
    expect(mayContact([said('granted', 'marketing')], 'marketing', 'sms')).toBe(true);
  });

  it('ends with a withdrawal, for that purpose and channel only', () => {
    expect(mayContact([said('withdrawn')], 'survey', 'sms')).toBe(false);
    expect(mayContact([said('withdrawn')], 'survey', 'email')).toBe(true);
    expect(mayContact([said('withdrawn')], 'service', 'sms')).toBe(true);
  });

  it('of a merged customer is the least permissive of what its ids said', () => {
    expect(mayContact([said('granted', 'marketing'), said('withdrawn', 'marketing')], 'marketing', 'sms')).toBe(false);
  });
});
