import { mostMinor } from '@crm/contracts';
import { anOrder, type OrderWish } from '@crm/testing';
import { describe, expect, it } from '@jest/globals';
import { orderFaults } from './order-faults.js';

const now = new Date('2026-01-05T02:00:00Z');
const pointersOf = (wish: OrderWish, time = '2026-01-05T01:59:00.000Z'): string[] =>
  orderFaults({ time, data: anOrder(wish) }, now).map(({ pointer }) => pointer);

describe('an order of the ERP', () => {
  it('is right as it usually comes, also of a return that gives back nothing', () => {
    expect(pointersOf({})).toEqual([]);
    expect(pointersOf({ currency: 'VND', lines: [{ amountMinor: mostMinor, quantity: 1_000_000_000 }] })).toEqual([]);
    expect(pointersOf({ lines: [{ amountMinor: 0, marginMinor: -mostMinor }] })).toEqual([]);
  });

  it.each<[string, OrderWish]>([
    ['/data/lines/0/amountMinor', { lines: [{ amountMinor: mostMinor + 1 }] }],
    ['/data/lines/1/amountMinor', { lines: [{}, { amountMinor: 9e15 }] }],
    ['/data/lines/0/marginMinor', { lines: [{ marginMinor: -9e15 }] }],
    ['/data/lines/0/quantity', { lines: [{ quantity: 1e15 }] }],
    ['/data/lines', { lines: [{ amountMinor: mostMinor }, { amountMinor: 1 }] }],
    ['/data/lines', { lines: [] }],
    ['/data/lines/1/lineId', { lines: [{ lineId: '1' }, { lineId: '1' }] }],
    ['/data/currency', { currency: 'cny' }],
    ['/data/currency', { currency: 'XYZ' }],
    ['/data/placedAt', { placedAt: '2026-01-05T02:30:00Z' }],
    ['/data/placedAt', { placedAt: '0001-01-01T00:00:00Z' }],
    ['/data/placedAt', { placedAt: '2025-12-31T23:59:60Z' }],
    ['/data/customer/source', { customer: { source: 'mdm' } }],
  ])('is refused for its %s', (pointer, wish) => {
    expect(pointersOf(wish)).toEqual([pointer]);
  });

  it('is refused for the time of the event', () => {
    expect(pointersOf({}, '2026-01-05T02:30:00Z')).toEqual(['/time']);
    expect(pointersOf({}, '2026-02-30T02:30:00Z')).toEqual(['/time']);
  });
});
