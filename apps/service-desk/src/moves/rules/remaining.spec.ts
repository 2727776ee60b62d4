import { describe, expect, it } from '@jest/globals';
import { openedWith, type Said, type Saying, without } from './remaining.js';

const at = (hour: number): Date => new Date(Date.UTC(2026, 5, 5, hour));
const contact = (hour: number, wish: Partial<Saying> = {}): Saying => ({
  receivedAt: at(hour),
  orderId: null,
  productId: null,
  complainedOf: [],
  ...wish,
});
const aCase = (wish: Partial<Said> = {}): Said => ({
  openedAt: at(9),
  orderId: null,
  productId: null,
  complainedOf: [],
  ...wish,
});

describe('a case that gets a contact', () => {
  it('began with the earliest one', () => {
    expect(openedWith(aCase(), contact(8))).toEqual(at(8));
    expect(openedWith(aCase(), contact(10))).toEqual(at(9));
  });
});

describe('a case that a contact left', () => {
  it('began with the first that it still has, if it began with the one that left', () => {
    expect(without(contact(9), [contact(12), contact(11)], aCase()).openedAt).toEqual(at(11));
    expect(without(contact(10), [contact(9)], aCase()).openedAt).toEqual(at(9));
    // It was never as early as its second contact: a contact that joins by itself moves no clock.
    expect(without(contact(10), [contact(9), contact(8)], aCase()).openedAt).toEqual(at(9));
  });

  it('keeps what another contact says too, or nobody of them said', () => {
    const kase = aCase({ orderId: 'SO-1', productId: 'P-1', complainedOf: ['E1', 'E2'] });
    const gone = contact(10, { orderId: 'SO-1', productId: 'P-2', complainedOf: ['E1'] });
    expect(without(gone, [contact(9, { orderId: 'SO-1', complainedOf: ['E1'] })], kase)).toEqual(kase);
  });

  it('forgets what only the contact said', () => {
    const kase = aCase({ orderId: 'SO-1', productId: 'P-1', complainedOf: ['E1', 'E2'] });
    const gone = contact(10, { orderId: 'SO-1', productId: 'P-1', complainedOf: ['E1'] });
    const rest = [contact(9), contact(11, { productId: 'P-3' })];
    expect(without(gone, rest, kase)).toMatchObject({ orderId: null, productId: 'P-3', complainedOf: ['E2'] });
  });

  it('is about whom another case named, whatever its contacts say', () => {
    const kase = aCase({ complainedOf: ['E1', 'E2'] });
    expect(without(contact(9, { complainedOf: ['E1', 'E2'] }), [], kase, ['E2']).complainedOf).toEqual(['E2']);
    const merged = contact(8, { complainedOf: ['E1', 'E7'] });
    expect(without(contact(9, { complainedOf: ['E1', 'E2'] }), [merged], kase).complainedOf).toEqual(['E1']);
  });

  it('keeps its beginning when nothing is left', () => {
    expect(without(contact(9), [], aCase()).openedAt).toEqual(at(9));
  });
});
