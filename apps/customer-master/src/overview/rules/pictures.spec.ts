import { describe, expect, it } from '@jest/globals';
import {
  CaseClosed,
  CaseHandoverAccepted,
  CaseOpened,
  CaseReopened,
  CaseResolved,
  LevelChanged,
  PointsAccrued,
  PointsRedeemed,
  SlaBreached,
  SlaRescheduled,
  ValueScored,
} from '@crm/contracts';
import { type AccountEvent, type CaseEvent, foldAccount, foldCase, foldValue } from './pictures.js';

/** The example of an event, in a version of its aggregate, with other data where given. */
const told = <E extends { data: object }>(
  { example }: { example: E },
  aggregateVersion: number,
  data: object = {},
): E => ({
  ...example,
  aggregateVersion,
  data: { ...example.data, ...data },
});

/** Every order of a list. */
const orders = <Item>(items: Item[]): Item[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((first, at) =>
        orders([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [first, ...rest]),
      );

const fold = (events: CaseEvent[]) => events.reduce<ReturnType<typeof foldCase> | undefined>(foldCase, undefined)!;

describe('the picture of a case', () => {
  const life: CaseEvent[] = [
    told(CaseOpened, 1),
    told(SlaBreached, 2),
    told(CaseHandoverAccepted, 3),
    told(CaseResolved, 4),
    told(CaseReopened, 5),
  ];

  it('is the same in whatever order the events come, and however often', () => {
    const picture = fold(life);
    expect(picture).toMatchObject({
      number: 'C-2026-000001',
      kind: 'complaint',
      state: 'reopened',
      owner: { employeeId: 'E2001', department: 'complaint-centre' },
      cycle: 2,
      dueAt: '2026-01-08T02:00:00.000Z',
      breachedCycle: 1,
    });
    for (const order of orders(life)) expect(fold([...order, ...order])).toEqual(picture);
  });

  it('has the deadline for the resolution, also when it moves, and of no other clock', () => {
    const dueAt = '2026-01-09T02:00:00.000Z';
    const moved: CaseEvent[] = [
      told(CaseOpened, 1),
      told(SlaBreached, 2, { metric: 'acknowledge', dueAt: '2026-01-05T02:30:00.000Z' }),
      told(SlaRescheduled, 4, { dueAt: '2026-01-12T02:00:00.000Z' }),
      told(SlaRescheduled, 5, { metric: 'next_update', dueAt: '2026-01-07T02:00:00.000Z' }),
      told(SlaRescheduled, 6, { dueAt }),
    ];
    for (const order of orders(moved)) expect(fold(order)).toMatchObject({ dueAt, breachedCycle: 0 });
  });

  it('is closed by the newest event that says so, and open again by a newer one', () => {
    expect(fold([...life, told(CaseClosed, 6, { cycle: 2 })]).state).toBe('closed');
    expect(fold([told(CaseClosed, 4), told(CaseReopened, 5)]).state).toBe('reopened');
    expect(fold([told(CaseReopened, 5), told(CaseClosed, 4)]).state).toBe('reopened');
  });
});

describe('the picture of an account', () => {
  it('has the balance of the newest entry', () => {
    const events: AccountEvent[] = [
      told(PointsAccrued, 2, { balance: 1999 }),
      told(PointsRedeemed, 3, { balance: 1499, debt: 5 }),
    ];
    for (const order of orders(events)) {
      const picture = order.reduce<ReturnType<typeof foldAccount> | undefined>(foldAccount, undefined);
      expect(picture).toMatchObject({ balance: 1499, debt: 5, version: 3 });
    }
  });
});

describe('the picture of a value', () => {
  it('has the newest figures, level and reasons', () => {
    const events = [
      told(ValueScored, 1, { level: 'silver', rfm: '333', reasons: ['monetary_quintile_3'] }),
      told(ValueScored, 2),
      told(LevelChanged, 3, { to: 'diamond', reasons: ['monetary_quintile_5'] }),
    ];
    for (const order of orders(events)) {
      const picture = order.reduce<ReturnType<typeof foldValue> | undefined>(foldValue, undefined);
      expect(picture).toMatchObject({ level: 'diamond', reasons: ['monetary_quintile_5'], figures: { rfm: '545' } });
    }
  });
});
