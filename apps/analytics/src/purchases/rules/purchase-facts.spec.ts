import { OrderPaid, OrderReturned } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { purchaseFactsOf } from './purchase-facts.js';

describe('facts of an order', () => {
  it('are one per line that was paid for', () => {
    expect(purchaseFactsOf(OrderPaid.example)).toEqual([
      { lineId: '1', kind: 'paid', occurrence: '', amountMinor: 199900, marginMinor: 41000, category: 'coal' },
    ]);
  });

  it('take back amount and margin of what was returned, once per return', () => {
    expect(purchaseFactsOf(OrderReturned.example)).toEqual([
      {
        lineId: '1',
        kind: 'returned',
        occurrence: OrderReturned.example.id,
        amountMinor: -199900,
        marginMinor: -41000,
        category: 'coal',
      },
    ]);
  });

  it('leave unknown what the ERP does not say', () => {
    const [line] = OrderPaid.example.data.lines;
    const { marginMinor: _, category: __, ...bare } = line!;
    const event = { ...OrderPaid.example, data: { ...OrderPaid.example.data, lines: [bare] } };
    expect(purchaseFactsOf(event)[0]).toMatchObject({ marginMinor: null, category: null });
  });
});
