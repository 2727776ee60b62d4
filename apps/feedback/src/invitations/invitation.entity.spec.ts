import { describe, expect, it } from '@jest/globals';
import { Invitation } from './invitation.entity.js';

const now = new Date('2026-01-06T01:00:00Z');
const later = new Date('2026-01-08T01:00:00Z');
const validUntil = new Date('2026-01-20T01:00:00Z');
const planned = (): Invitation => Invitation.plan({ customerId: 'c1', caseId: 'k1', cycle: 1 }, 'i1', now);

function requested(): Invitation {
  const invitation = planned();
  invitation.request({ messageId: 'm1', tokenHash: 'hash', validUntil }, now);
  return invitation;
}

describe('an invitation', () => {
  it('goes from planned over requested, sent and opened to responded, with a version for each step', () => {
    const invitation = requested();
    const events = invitation.sent(now);
    invitation.open(later);
    invitation.respond(later);
    expect(events).toMatchObject([{ type: 'invitation.sent', aggregateVersion: 3, data: { survey: 'case_closed' } }]);
    expect(invitation).toMatchObject({ state: 'responded', version: 5, respondedAt: later });
    expect(invitation.linkStateAt(later)).toBe('answered');
  });

  it('tells the suppression once, and none after the customer has opened it', () => {
    const invitation = requested();
    expect(invitation.suppress('message_suppressed')).toMatchObject([
      { type: 'invitation.suppressed', data: { reason: 'message_suppressed' } },
    ]);
    expect(invitation.suppress('message_suppressed')).toEqual([]);
    const opened = requested();
    opened.open(later);
    expect(opened.suppress('message_suppressed')).toEqual([]);
    expect(opened.state).toBe('opened');
  });

  it('does not fall back when the news of the sending comes late', () => {
    const invitation = requested();
    invitation.open(later);
    expect(invitation.sent(now)).toHaveLength(1);
    expect(invitation).toMatchObject({ state: 'opened', sentAt: now });
    expect(invitation.sent(now)).toEqual([]);
  });

  it('bounces only as long as nobody has opened it', () => {
    const invitation = requested();
    invitation.sent(now);
    expect(invitation.bounce()).toBe(true);
    const opened = requested();
    opened.open(later);
    expect(opened.bounce()).toBe(false);
  });

  it('expires when its time is over, unless it was answered', () => {
    const invitation = requested();
    expect(invitation.expire(later)).toBe(false);
    expect(invitation.linkStateAt(validUntil)).toBe('expired');
    expect(invitation.expire(validUntil)).toBe(true);
    const answered = requested();
    answered.respond(later);
    expect(answered.expire(validUntil)).toBe(false);
    expect(answered.linkStateAt(validUntil)).toBe('answered');
  });

  it.each(['suppressed', 'bounced'] as const)('leads nowhere when it is %s', (end) => {
    const invitation = requested();
    if (end === 'suppressed') invitation.suppress('message_suppressed');
    else invitation.bounce();
    expect(invitation.linkStateAt(later)).toBe('withdrawn');
  });
});
