const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

/** Of `POST /follow-ups`. */
export const openExamples = {
  call: {
    summary: 'A call',
    value: { customerId: aCustomer, kind: 'call', subject: '确认报价', dueAt: '2036-01-07T02:00:00Z' },
  },
  visit: {
    summary: 'A visit',
    value: {
      customerId: aCustomer,
      kind: 'visit',
      subject: '现场洽谈',
      visit: {
        plannedFrom: '2036-01-07T01:00:00Z',
        plannedTo: '2036-01-07T03:00:00Z',
        purpose: 'negotiation',
        place: '太原市小店区…',
      },
    },
  },
};

/** Of `POST /follow-ups/{id}/complete`. */
export const completeExamples = {
  done: { summary: 'Done', value: { outcome: 'done', note: '客户确认收到' } },
  next: {
    summary: 'Not reached, once more',
    value: { outcome: 'not_reached', nextStep: { what: '再次致电', kind: 'call', dueAt: '2036-01-08T02:00:00Z' } },
  },
};

/** Of `POST /follow-ups/{id}/postpone`. */
export const postponeExamples = {
  later: { summary: 'To another time', value: { dueAt: '2036-01-09T02:00:00Z' } },
  visit: {
    summary: 'A visit, to another day',
    value: { visit: { plannedFrom: '2036-01-09T01:00:00Z', plannedTo: '2036-01-09T03:00:00Z' } },
  },
};
