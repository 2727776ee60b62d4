import { describe, expect, it } from '@jest/globals';
import { couldBeSame, isRival, isSame, isSole, matches, type OpenMatter, suggestionOf } from './recognition.js';

const openedAt = new Date('2026-06-05T08:00:00Z');
const later = (days: number): Date => new Date(openedAt.getTime() + days * 86_400_000);
const aCase = (wish: Partial<OpenMatter> = {}): OpenMatter => ({
  id: 'C1',
  kind: 'complaint',
  kindTold: true,
  orderId: 'SO-1',
  productId: 'P-1',
  openedAt,
  ...wish,
});
const contact = (wish: Partial<Parameters<typeof isSame>[0]> = {}) => ({
  kind: 'complaint' as const,
  orderId: 'SO-1' as string | null,
  productId: 'P-1' as string | null,
  receivedAt: later(1),
  ...wish,
});

describe('a contact and an open case of the same customer', () => {
  it('are one complaint when they name the same order, whatever the product', () => {
    expect(isSame(contact({ productId: 'P-2' }), aCase())).toBe(true);
  });

  it('are one when they name the same product and not both an order', () => {
    expect(isSame(contact({ orderId: null }), aCase())).toBe(true);
    expect(isSame(contact(), aCase({ orderId: null }))).toBe(true);
  });

  it('are two when their orders differ, even of one product', () => {
    expect(isSame(contact({ orderId: 'SO-2' }), aCase())).toBe(false);
  });

  it('are two when they have nothing in common but being nameless', () => {
    const nameless = { orderId: null, productId: null };
    expect(isSame(contact(nameless), aCase(nameless))).toBe(false);
  });

  it('are two when they are of different kinds', () => {
    expect(isSame(contact({ kind: 'repair' }), aCase())).toBe(false);
  });

  it('are one within 30 days, in whichever order they were recorded, and two beyond', () => {
    expect([30, -30].map((days) => isSame(contact({ receivedAt: later(days) }), aCase()))).toEqual([true, true]);
    expect([30.001, -30.001].map((days) => isSame(contact({ receivedAt: later(days) }), aCase()))).toEqual([
      false,
      false,
    ]);
  });

  it('prefer the same order to the same product, then the newest', () => {
    const cases = [
      aCase({ id: 'product', orderId: null, openedAt: later(2) }),
      aCase({ id: 'old' }),
      aCase({ id: 'new', openedAt: later(1) }),
    ];
    expect(matches(contact(), cases).map(({ id }) => id)).toEqual(['new', 'old', 'product']);
  });

  it('that says no kind are one with a case of any kind', () => {
    expect(isSame(contact({ kind: null }), aCase())).toBe(true);
  });

  it('could be one by their words as long as nothing speaks against it', () => {
    const silent = { orderId: null, productId: null };
    expect(couldBeSame(contact(silent), aCase())).toBe(true);
    expect(couldBeSame(contact(), aCase(silent))).toBe(true);
    expect(couldBeSame(contact({ ...silent, orderId: 'SO-2' }), aCase())).toBe(false);
    expect(couldBeSame(contact({ ...silent, productId: 'P-2' }), aCase())).toBe(false);
    expect(couldBeSame(contact({ ...silent, kind: 'repair' }), aCase())).toBe(false);
    expect(couldBeSame(contact({ ...silent, receivedAt: later(31) }), aCase())).toBe(false);
  });
});

describe('the guard of the database', () => {
  it('takes the same order, or the same product without an order, for the same', () => {
    expect(isRival(contact({ productId: null }), aCase())).toBe(true);
    expect(isRival(contact({ orderId: null }), aCase({ orderId: null }))).toBe(true);
    expect(isRival(contact({ orderId: null }), aCase())).toBe(false);
    expect(isRival(contact({ orderId: null, productId: null }), aCase({ orderId: null, productId: null }))).toBe(false);
  });
});

describe('a case that a contact opens', () => {
  it('is the only one of its matter unless another one stands beside it; an untold kind is an enquiry', () => {
    const other = { ...aCase({ kind: 'enquiry' }), sole: true };
    expect(isSole(contact({ kind: null }), [other])).toBe(false);
    expect(isSole(contact({ kind: null }), [{ ...other, sole: false }])).toBe(true);
    expect(isSole(contact(), [other])).toBe(true);
  });
});

describe('a suggestion', () => {
  it('counts words as much as they are alike, from so much on', () => {
    const nameless = { kind: 'complaint' as const, orderId: null, productId: null };
    expect(suggestionOf(nameless, aCase(nameless), 0.4149)).toEqual({
      caseId: 'C1',
      score: 0.41,
      reasons: ['same_customer', 'same_kind', 'similar_text'],
    });
    expect(suggestionOf(nameless, aCase(nameless), 0.29)).toMatchObject({
      score: 0.3,
      reasons: ['same_customer', 'same_kind'],
    });
  });

  it('says what speaks for it', () => {
    expect(suggestionOf(contact({ orderId: 'SO-2' }), aCase())).toEqual({
      caseId: 'C1',
      score: 0.6,
      reasons: ['same_customer', 'same_kind', 'same_product'],
    });
    expect(suggestionOf(contact({ kind: 'repair', orderId: null, productId: null }), aCase()).score).toBe(0.1);
    expect(suggestionOf(contact(), aCase()).score).toBe(1);
  });
});
