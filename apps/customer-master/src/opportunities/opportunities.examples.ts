const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

/** Of `POST /opportunities`. */
export const openExamples = {
  lead: {
    summary: 'Somebody asked',
    value: {
      customerId: aCustomer,
      title: '井下通风设备更新',
      amountMinor: 12800000,
      currency: 'CNY',
      source: 'inbound',
      expectedCloseOn: '2036-03-31',
    },
  },
};

/** Of `PATCH /opportunities/{id}`. */
export const correctExamples = {
  amount: { summary: 'It is worth more', value: { amountMinor: 15000000, currency: 'CNY' } },
  day: { summary: 'A decision is expected later', value: { expectedCloseOn: '2036-06-30' } },
};

/** Of `POST /opportunities/{id}/stage`. */
export const moveExamples = {
  forward: { summary: 'A step forward', value: { to: 'proposal' } },
  back: { summary: 'A step back', value: { to: 'lead', reason: 'requirement_changed' } },
  won: { summary: 'Won', value: { to: 'won', reason: 'quality', orderId: 'SO-2026-0001' } },
  lost: { summary: 'Lost', value: { to: 'lost', reason: 'price' } },
};
