import { describe, expect, it } from '@jest/globals';
import { entryKinds } from '../../ledger/ledger.shape.js';
import { postingInWords } from './statement-words.js';

describe('a line of a statement', () => {
  it('has words in both languages for every kind of entry', () => {
    for (const kind of entryKinds) {
      const words = postingInWords({ kind, book: 'available', points: 1, orderId: 'SO-1' });
      expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(words.en).toMatch(/^[A-Z][\w -:]+$/);
    }
  });

  it('says which order it was', () => {
    expect(postingInWords({ kind: 'accrual', book: 'available', points: 199, orderId: 'SO-1' })).toEqual({
      zh: '订单 SO-1 获得积分',
      en: 'Earned with order SO-1',
    });
  });

  it('tells what is owed from what repays it', () => {
    expect(postingInWords({ kind: 'return', book: 'debt', points: -5, orderId: 'SO-1' }).zh).toContain('记为欠分');
    expect(postingInWords({ kind: 'accrual', book: 'debt', points: 5, orderId: 'SO-1' }).zh).toContain('偿还欠分');
  });
});
