import { describe, expect, it } from '@jest/globals';
import { type OpenCount, snapshotOf, type Tally } from './snapshot.js';

const count = (wish: Partial<OpenCount>): OpenCount => ({
  department: 'service',
  state: 'received',
  level: null,
  open: 1,
  overdue: 0,
  dueWithinHour: 0,
  oldestUnanswered: null,
  ...wish,
});

const tally: Tally = {
  asOf: new Date('2026-06-08T03:00:00Z'),
  day: '2026-06-08',
  open: [
    count({ state: 'waiting_customer', level: 'gold', open: 3, overdue: 1 }),
    count({ level: 'diamond', open: 2, dueWithinHour: 2, oldestUnanswered: new Date('2026-06-08T02:00:00Z') }),
    count({ department: 'repair', state: 'reopened', oldestUnanswered: new Date('2026-06-07T02:00:00Z') }),
  ],
  today: [
    { department: 'repair', received: 1, resolved: 4, callbacks: 2, callbacksOverdue: 1 },
    { department: 'service', received: 5, resolved: 0, callbacks: 0, callbacksOverdue: 0 },
  ],
};

describe('what a board shows', () => {
  it('of all is the sum of the departments', () => {
    expect(snapshotOf(tally, null)).toEqual({
      department: null,
      day: '2026-06-08',
      open: 6,
      byState: [
        { state: 'received', open: 2 },
        { state: 'reopened', open: 1 },
        { state: 'waiting_customer', open: 3 },
      ],
      byLevel: [
        { level: null, open: 1 },
        { level: 'diamond', open: 2 },
        { level: 'gold', open: 3 },
      ],
      byDepartment: [
        { department: 'repair', open: 1, overdue: 0 },
        { department: 'service', open: 5, overdue: 1 },
      ],
      dueWithinHour: 2,
      overdue: 1,
      unacknowledged: 3,
      waiting: 3,
      oldestUnansweredAt: '2026-06-07T02:00:00.000Z',
      received: 6,
      resolved: 4,
      callbacks: 2,
      callbacksOverdue: 1,
    });
  });

  it('of a department is nothing of another one', () => {
    const service = snapshotOf(tally, 'service');
    expect(service).toMatchObject({ open: 5, received: 5, resolved: 0, callbacks: 0, unacknowledged: 2 });
    expect(service.oldestUnansweredAt).toBe('2026-06-08T02:00:00.000Z');
    expect(JSON.stringify(service)).not.toContain('repair');
    expect(snapshotOf(tally, '')).toMatchObject({ open: 0, byState: [], oldestUnansweredAt: null, received: 0 });
  });
});
