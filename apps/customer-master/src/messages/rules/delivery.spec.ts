import { describe, expect, it } from '@jest/globals';
import { decideDelivery, retryPause } from './delivery.js';

const email = { channel: 'email' as const, address: 'a@example.com' };
const sms = { channel: 'sms' as const, address: '+8613800138000' };
const survey = (channel: 'email' | 'sms') => ({ channel, purpose: 'survey' as const });

describe('a message that was asked for', () => {
  it('takes the preferred way where it is allowed, else the best one that is', () => {
    const ways = [survey('email'), survey('sms')];
    expect(decideDelivery('survey', 'sms', [email, sms], ways, 0, 10)).toEqual(sms);
    expect(decideDelivery('survey', null, [email, sms], ways, 0, 10)).toEqual(email);
    expect(decideDelivery('survey', 'sms', [email, sms], [survey('email')], 0, 10)).toEqual(email);
  });

  it('is held back without an address or without consent, and says which', () => {
    expect(decideDelivery('survey', null, [], [survey('email')], 0, 10)).toEqual({ suppressed: 'no_address' });
    expect(decideDelivery('survey', null, [email], [survey('sms')], 0, 10)).toEqual({ suppressed: 'no_consent' });
    expect(decideDelivery('marketing', null, [email], [survey('email')], 0, 10)).toEqual({ suppressed: 'no_consent' });
  });

  it('is held back at the cap, unless it answers the customer', () => {
    expect(decideDelivery('survey', null, [email], [survey('email')], 10, 10)).toEqual({ suppressed: 'frequency_cap' });
    expect(decideDelivery('survey', null, [email], [survey('email')], 9, 10)).toEqual(email);
    expect(decideDelivery('service', null, [email], [{ channel: 'email', purpose: 'service' }], 99, 10)).toEqual(email);
  });

  it('is tried for about a day', () => {
    let [attempts, total] = [1, 0];
    for (let pause = retryPause(attempts); pause !== null; pause = retryPause(++attempts)) total += pause;
    expect(total / 3_600).toBeGreaterThan(20);
    expect(total / 3_600).toBeLessThan(26);
  });
});
