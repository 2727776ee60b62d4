import { describe, expect, it } from '@jest/globals';
import {
  CaseAbsorbed,
  CaseMerged,
  CaseWithdrawn,
  CaseClosed,
  CaseCustomerLinked,
  CaseHandoverAccepted,
  CaseKindChanged,
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
  it('is of whom the last word named, in whatever order the words come', () => {
    const words: CaseEvent[] = [
      told(CaseOpened, 1),
      told(CaseCustomerLinked, 2, { customerId: 'a' }),
      told(CaseCustomerLinked, 3, { customerId: 'b', before: 'a' }),
      told(CaseCustomerLinked, 4, { customerId: 'a', before: 'b' }),
    ];
    for (const order of orders(words)) expect(fold(order)).toMatchObject({ linkedTo: 'a', state: 'received' });
    expect(fold([told(CaseOpened, 1)])).not.toHaveProperty('linkedTo');
  });

  it('is of the kind that was named last', () => {
    const words: CaseEvent[] = [
      told(CaseOpened, 1, { kind: 'enquiry' }),
      told(CaseKindChanged, 2, { kind: 'complaint' }),
      told(CaseKindChanged, 3, { kind: 'repair' }),
    ];
    for (const order of orders(words)) expect(fold(order)).toMatchObject({ kind: 'repair', state: 'received' });
    expect(fold(words.slice(0, 1)).kind).toBe('enquiry');
  });

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
      owner: { employeeId: 'E1021', department: 'complaint-centre' },
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

  it('ends withdrawn until it is reopened, and merged for good', () => {
    for (const order of orders([told(CaseOpened, 1), told(CaseWithdrawn, 2)]))
      expect(fold(order).state).toBe('withdrawn');
    expect(fold([told(CaseReopened, 3), told(CaseWithdrawn, 2)]).state).toBe('reopened');
    for (const order of orders([...life, told(CaseMerged, 6)])) expect(fold(order).state).toBe('merged');
  });

  it('of a case that took in another one is as old and as bad as the worse of both', () => {
    const [openedAt, caseId] = ['2026-01-02T02:00:00.000Z', '01981a2b-4444-7000-8000-000000000001'];
    const events: CaseEvent[] = [
      told(CaseOpened, 1),
      told(CaseAbsorbed, 2, { caseId, severity: 'high' }),
      told(CaseAbsorbed, 4, { caseId, severity: 'critical', openedAt }),
    ];
    for (const order of orders(events)) expect(fold(order)).toMatchObject({ severity: 'critical', openedAt });
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
