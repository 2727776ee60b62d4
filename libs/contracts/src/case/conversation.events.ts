import { defineEvent, type EventOf } from '../event.js';
import { nullable, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const aNotice = '01981a2b-4444-7000-8000-0000000000f1';

/** What a member of staff is told about a case. */
export const noticeKinds = [
  'assigned',
  'handed_over',
  'offered',
  'declined',
  'withdrawn',
  'mentioned',
  'customer_contact',
  'deadline',
  'not_delivered',
  'callback_assigned',
  'reopened',
  'decided',
  'adjudication',
  'to_decide',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Its envelope names the customer from now on: it may overtake earlier events of the case, which named another or none. */
export const CaseCustomerLinked = defineEvent({
  type: 'case.customer-linked',
  version: 1,
  topics,
  thing: 'case',
  summary:
    'It is known whose case it is, or that it is another customer’s than was thought; all of the case is that one’s.',
  data: record({
    caseId: uuid('The case.'),
    customerId: uuid('Whose case it is from now on, as given by whoever linked it.'),
    before: nullable(uuid('Whose case it was thought to be; null: nobody knew.')),
    by: record({ employeeId: text("The employee's id."), department: text("The department's id.") }, 'Who found out.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCase,
    data: {
      caseId: aCase,
      customerId: aCustomer,
      before: null,
      by: { employeeId: 'E1001', department: 'service' },
    },
  },
});
export type CaseCustomerLinked = EventOf<typeof CaseCustomerLinked>;

export const NoticeCreated = defineEvent({
  type: 'notice.created',
  version: 1,
  topics,
  thing: 'notice',
  summary: 'A member of staff has to know something about a case; told once for each person and cause.',
  forOutside: 'For OA and messengers, which show it where people work; what it is about is read at the service desk.',
  data: record({
    noticeId: uuid('The notice.'),
    employeeId: text('Whom it is for.'),
    kind: oneOf(
      noticeKinds,
      'Became the owner; gave the case away; is offered it; an offer of it was declined; an offer was taken back; was mentioned in a note; the customer got in touch again; time runs out; a reply did not arrive; is to call the customer back; a case of theirs began again; what they asked for was decided; the complaint centre is to decide who answers for it; is to decide on more time or goodwill that somebody asks for.',
    ),
    caseId: uuid('The case that it is about.'),
    entryId: uuid('The entry of the timeline of the case that is its cause.'),
  }),
  example: {
    aggregateId: aNotice,
    data: {
      noticeId: aNotice,
      employeeId: 'E1001',
      kind: 'mentioned' as const,
      caseId: aCase,
      entryId: '01981a2b-4444-7000-8000-00000000e001',
    },
  },
});
export type NoticeCreated = EventOf<typeof NoticeCreated>;
