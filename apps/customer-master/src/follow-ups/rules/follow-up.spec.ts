import { describe, expect, it } from '@jest/globals';
import { opened, reassigned } from './follow-up.js';

const now = new Date('2026-03-02T01:00:00Z');
const [followUp] = opened(
  {
    id: '01981a2b-aaaa-7000-8000-000000000001',
    customerId: '01981a2b-1111-7000-8000-00000000c001',
    kind: 'task',
    words: null,
    dueAt: new Date('2026-03-03T01:00:00Z'),
    remindAt: [],
    assignee: 'E1031',
    department: 'sales-north',
    priority: 'normal',
    opportunityId: null,
    interactionId: null,
    visit: null,
  },
  'E1031',
  now,
);

describe('a follow-up that somebody else has to do', () => {
  it('is not the concern any more of whom it was brought to; what was told so far is not told again', () => {
    const before = { ...followUp, broughtTo: 'E1030', remindedAt: now };
    const [next, fact] = reassigned(before, { assignee: 'E1051', department: 'sales-south' }, 'handed_over', now);
    expect(next).toMatchObject({ assignee: 'E1051', department: 'sales-south', broughtTo: null, remindedAt: now });
    expect([next.version, next.epoch]).toEqual([before.version + 1, before.epoch]);
    expect(fact.data).toMatchObject({ assignee: 'E1051', previousAssignee: 'E1031', because: 'handed_over' });
  });
});
