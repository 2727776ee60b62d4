import { defineEvent, type EventOf } from '../event.js';
import { oneOf, record, text, uuid } from '../schema.js';
import { caseLinkKinds } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const anotherCase = '01981a2b-4444-7000-8000-000000000002';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCase, data });

const caseId = uuid('The case.');
const by = record({ employeeId: text("The employee's id."), department: text("The department's id.") }, 'Who says so.');
const theOne = { employeeId: 'E1001', department: 'service' };

const link = {
  caseId,
  otherId: uuid('The other case.'),
  kind: oneOf(
    caseLinkKinds,
    'Read from the case to the other one: it is related to it, causes it, follows it, or may be the same.',
  ),
  by,
};
const aLink = { caseId: aCase, otherId: anotherCase, kind: 'causes' as const, by: theOne };

export const CaseLinked = defineEvent({
  type: 'case.linked',
  version: 1,
  topics,
  thing,
  summary: 'Somebody says that two cases have to do with each other; a later one replaces it.',
  forOutside: 'For a desktop or a data warehouse that shows which cases belong together.',
  data: record(link),
  example: example(aLink),
});
export type CaseLinked = EventOf<typeof CaseLinked>;

export const CaseUnlinked = defineEvent({
  type: 'case.unlinked',
  version: 1,
  topics,
  thing,
  summary: 'Two cases have nothing to do with each other after all.',
  forOutside: 'For a desktop or a data warehouse that shows which cases belong together.',
  data: record(link),
  example: example(aLink),
});
export type CaseUnlinked = EventOf<typeof CaseUnlinked>;
