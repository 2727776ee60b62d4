import { defineEvent, type EventOf } from '../event.js';
import { integer, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const anAttachment = '01981a2b-4444-7000-8000-0000000000f1';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCase, data });

const caseId = uuid('The case.');
const by = record(
  { employeeId: text("The employee's id."), department: text("The department's id.") },
  'Who did it; for what came in by a channel, who or what recorded it.',
);
const theOne = { employeeId: 'E1001', department: 'service' };

export const CaseAttachmentAdded = defineEvent({
  type: 'case.attachment-added',
  version: 1,
  topics,
  thing,
  summary: 'A file belongs to a case. Neither its name nor its content is told.',
  forOutside: 'For a desktop that shows that something has come in.',
  data: record({
    caseId,
    attachmentId: uuid('The file.'),
    type: text('Media type by its content, for example `image/png`.', 100),
    bytes: integer('Size of the content.', { minimum: 1 }),
    by,
  }),
  example: example({ caseId: aCase, attachmentId: anAttachment, type: 'image/png', bytes: 48_213, by: theOne }),
});
export type CaseAttachmentAdded = EventOf<typeof CaseAttachmentAdded>;

export const CaseAttachmentDeleted = defineEvent({
  type: 'case.attachment-deleted',
  version: 1,
  topics,
  thing,
  summary: 'The content of a file of a case was destroyed.',
  forOutside: 'For whoever keeps a copy of it, who has to destroy that too.',
  data: record({ caseId, attachmentId: uuid('The file.'), by }),
  example: example({ caseId: aCase, attachmentId: anAttachment, by: theOne }),
});
export type CaseAttachmentDeleted = EventOf<typeof CaseAttachmentDeleted>;
