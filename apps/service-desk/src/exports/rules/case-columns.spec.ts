import { describe, expect, it } from '@jest/globals';
import { type CaseLine, cellsOf, headings } from './case-columns.js';

const line: CaseLine = {
  ...{ number: 'C-2026-000123', state: 'waiting_customer', kind: 'complaint', severity: 'high', level: null },
  ...{
    subject: '=cmd',
    customerId: 'c',
    orderId: null,
    productId: 'P-7',
    ownerEmployeeId: 'E1',
    ownerDepartment: 'service',
  },
  ...{ openedAt: new Date('2026-01-05T02:00:00Z'), dueAt: new Date('2026-01-06T02:00:00Z'), firstRespondedAt: null },
  ...{ resolvedAt: null, closedAt: null, isBreached: false, outcome: null },
};

describe('a case in a file', () => {
  it('has a cell for every heading, in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      expect(cellsOf(line, language, 'UTC')).toHaveLength(headings(language).length);
      expect(new Set(headings(language)).size).toBe(headings(language).length);
    }
  });

  it('says values in words and times as the business has them', () => {
    const cells = cellsOf(line, 'zh', 'Asia/Shanghai');
    expect(cells).toEqual(expect.arrayContaining(['等待客户', '投诉', '严重', '2026-01-05 10:00:00', '否']));
    expect(cellsOf(line, 'en', 'UTC')).toEqual(
      expect.arrayContaining(['waiting_customer', '2026-01-05 02:00:00', 'no']),
    );
  });
});
