import { describe, expect, it } from '@jest/globals';
import { caresFor, type Circumstances } from './care.js';

const now = new Date('2026-06-08T02:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const content: Circumstances = {
  status: 'active',
  purposes: ['service', 'survey', 'marketing'],
  nps: { score: 9, at: daysAgo(1) },
  csat: { score: 5, at: daysAgo(1) },
  hasComplaint: false,
  hasFollowUp: false,
};

describe('what to mind', () => {
  it('is nothing with a content customer who wants to hear from us', () => {
    expect(caresFor(content, now)).toEqual([]);
  });

  it('is which messages are not wanted', () => {
    expect(caresFor({ ...content, purposes: ['service'] }, now)).toEqual(['no_marketing']);
    expect(caresFor({ ...content, purposes: [] }, now)).toEqual(['do_not_contact', 'no_marketing']);
  });

  it('is a bad score of the last 90 days', () => {
    const nps = (score: number, days: number) => caresFor({ ...content, nps: { score, at: daysAgo(days) } }, now);
    expect(nps(6, 89.9)).toEqual(['recently_dissatisfied']);
    expect(nps(6, 90)).toEqual([]);
    expect(nps(7, 1)).toEqual([]);
    expect(caresFor({ ...content, nps: null, csat: { score: 2, at: daysAgo(3) } }, now)).toEqual([
      'recently_dissatisfied',
    ]);
  });

  it('is another open complaint, a follow-up, and somebody whom we do not want', () => {
    expect(caresFor({ ...content, hasComplaint: true, hasFollowUp: true, status: 'undesirable' }, now)).toEqual([
      'open_complaint',
      'open_follow_up',
      'undesirable',
    ]);
  });
});
