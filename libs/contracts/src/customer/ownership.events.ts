import { defineEvent, type EventOf } from '../event.js';
import { instant, nullable, oneOf, optional, record, text, uuid } from '../schema.js';
import { ownership } from './customer.events.js';
import { claimPurposes, handOverEnds, handOverKinds, handOverReasons } from './customer.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'hand-over';
const forOutside =
  'For a to-do list or a chat of the staff: it tells whom to ask and when a hand-over is settled; the facts of one hand-over come in order.';

const aHandOver = '01981a2b-9999-7000-8000-000000000001';
const aClaim = '01981a2b-9999-7000-8000-0000000000c1';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const about = { customerId: aCustomer, aggregateId: aHandOver };

/** What every fact of a hand-over says. No word of the note. */
const parties = {
  handOverId: uuid('The hand-over.'),
  customerId: uuid('The customer.'),
  kind: oneOf(handOverKinds, 'Whether the owner offers, or somebody else asks.'),
  from: ownership('Who owned the customer when it was offered, and answers for it until the hand-over is accepted'),
  to: ownership('Who is to own it; no employee: whoever of the department accepts'),
};
const example = {
  handOverId: aHandOver,
  customerId: aCustomer,
  kind: 'offer' as const,
  from: { employeeId: 'E1031', department: 'sales-north' },
  to: { employeeId: 'E1051', department: 'sales-south' },
};
const answeredBy = text('Employee who did.');

export const CustomerHandOverOffered = defineEvent({
  type: 'customer.hand-over-offered',
  version: 1,
  topics,
  thing,
  summary: 'A customer is offered to, or asked for by, another owner; until somebody accepts, nothing changes.',
  forOutside,
  data: record({
    ...parties,
    reason: oneOf(handOverReasons, 'Why.'),
    madeBy: text('Employee who offered or asked.'),
    expiresAt: instant('When it goes back unless it was answered.'),
  }),
  example: { ...about, data: { ...example, reason: 'region', madeBy: 'E1031', expiresAt: '2026-01-08T02:00:00.000Z' } },
});
export type CustomerHandOverOffered = EventOf<typeof CustomerHandOverOffered>;

export const CustomerHandOverAccepted = defineEvent({
  type: 'customer.hand-over-accepted',
  version: 1,
  topics,
  thing,
  summary: 'A hand-over was accepted; `customer.owner-changed` tells the new owner.',
  forOutside,
  data: record({ ...parties, acceptedBy: answeredBy }),
  example: { ...about, data: { ...example, acceptedBy: 'E1051' } },
});
export type CustomerHandOverAccepted = EventOf<typeof CustomerHandOverAccepted>;

export const CustomerHandOverDeclined = defineEvent({
  type: 'customer.hand-over-declined',
  version: 1,
  topics,
  thing,
  summary:
    'A hand-over was declined, or cannot be answered any more since the receiver has left; the owner stays the owner.',
  forOutside,
  data: record({
    ...parties,
    declinedBy: text('Employee who did; of one that ended by itself the receiver.'),
    because: optional(oneOf(handOverEnds, 'Why it ended by itself; left out: the receiver said so.')),
    tell: optional(text('Employee to be told, of one that ended by itself: who offered it.')),
  }),
  example: { ...about, data: { ...example, declinedBy: 'E1051' } },
});
export type CustomerHandOverDeclined = EventOf<typeof CustomerHandOverDeclined>;

export const CustomerHandOverWithdrawn = defineEvent({
  type: 'customer.hand-over-withdrawn',
  version: 1,
  topics,
  thing,
  summary: 'A hand-over was taken back, or became void because the customer was merged away or got another owner.',
  forOutside,
  data: record({
    ...parties,
    withdrawnBy: nullable(text('Employee who took it back; null: it became void.')),
  }),
  example: { ...about, data: { ...example, withdrawnBy: 'E1031' } },
});
export type CustomerHandOverWithdrawn = EventOf<typeof CustomerHandOverWithdrawn>;

export const CustomerHandOverExpired = defineEvent({
  type: 'customer.hand-over-expired',
  version: 1,
  topics,
  thing,
  summary: 'Nobody answered a hand-over in time; the owner stays the owner, and a superior is to look at it.',
  forOutside,
  data: record({
    ...parties,
    tell: nullable(
      text("Employee to be told: the owner's supervisor, else the head of the department; null: none is known."),
    ),
  }),
  example: { ...about, data: { ...example, tell: 'E1030' } },
});
export type CustomerHandOverExpired = EventOf<typeof CustomerHandOverExpired>;

export const CustomerClaimRefused = defineEvent({
  type: 'customer.claim-refused',
  version: 1,
  topics,
  thing: 'claim',
  summary: 'Somebody started to follow up a customer that another one owns, and was told whom to ask.',
  forOutside:
    'For telling the owner, in a to-do list or a chat of the staff, that somebody else is after the customer.',
  data: record({
    claimId: uuid('The claim.'),
    customerId: uuid('The customer.'),
    claimant: record(
      {
        employeeId: text("The claimant's id."),
        department: nullable(text("The claimant's department; null of somebody without one.")),
      },
      'Who wanted to follow it up.',
    ),
    owner: ownership('Who owns it; to be told'),
    purpose: oneOf(claimPurposes, 'What for.'),
    handOverId: nullable(uuid('The hand-over that the claimant asks for; null: none.')),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aClaim,
    data: {
      claimId: aClaim,
      customerId: aCustomer,
      claimant: { employeeId: 'E1051', department: 'sales-south' },
      owner: { employeeId: 'E1031', department: 'sales-north' },
      purpose: 'new_business',
      handOverId: null,
    },
  },
});
export type CustomerClaimRefused = EventOf<typeof CustomerClaimRefused>;
