import {
  type CaseKind,
  caseKinds,
  caseSeverities,
  type CaseSeverity,
  type CaseState,
  caseStates,
  type ClosingOutcome,
  closingOutcomes,
  type CustomerStatus,
  customerStatuses,
  type IntakeChannel,
  intakeChannels,
  type MessageChannel,
  messageChannels,
  type MessagePurpose,
  messagePurposes,
  type ValueLevel,
  valueLevels,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { CaseResponse, PersonResponse } from '../cases/case.dto.js';
import { type Care, cares } from './rules/care.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const optionalInstant = { ...instant, type: String, nullable: true } as const;
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aNote = '01981a2b-4444-7000-8000-00000000e001';

class ScoreResponse {
  @ApiProperty({ type: 'integer', description: 'Recommendation 0–10, or satisfaction 1–5.', example: 9 })
  score: number;

  @ApiProperty({ ...instant, description: 'When it was given.' })
  at: string;
}

class WayResponse {
  @ApiProperty({ enum: messageChannels, enumName: 'MessageChannel', description: 'The way.', example: 'sms' })
  channel: MessageChannel;

  @ApiProperty({ enum: messagePurposes, enumName: 'MessagePurpose', description: 'What for.', example: 'service' })
  purpose: MessagePurpose;
}

class CustomerOwnerResponse {
  @ApiProperty({ type: String, nullable: true, description: "The employee's id; null: nobody yet.", example: 'E1030' })
  employeeId: string | null;

  @ApiProperty({ description: "The department's id.", example: 'sales-north' })
  department: string;
}

/** What the service desk knows of the customer. */
export class ContextCustomerResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'The customer of today (the survivor of a merge).',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  id: string;

  @ApiProperty({
    enum: ['person', 'organisation'],
    nullable: true,
    description: 'Person or organisation; null, as all the rest: the card has not arrived here yet.',
    example: 'organisation',
  })
  kind: 'person' | 'organisation' | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "An organisation's name; null for a person: names of persons are read at customer-master.",
    example: '山西煤业有限公司',
  })
  displayName: string | null;

  @ApiProperty({
    enum: customerStatuses,
    enumName: 'CustomerStatus',
    nullable: true,
    description: 'Status of the relation.',
    example: 'active',
  })
  status: CustomerStatus | null;

  @ApiProperty({
    enum: valueLevels,
    enumName: 'ValueLevel',
    nullable: true,
    description: 'Value level of today; that of the case may be an earlier, higher one.',
    example: 'gold',
  })
  level: ValueLevel | null;

  @ApiProperty({ type: CustomerOwnerResponse, nullable: true, description: 'Who owns the customer.' })
  owner: CustomerOwnerResponse | null;

  @ApiProperty({ type: [WayResponse], description: 'Where and for what messages may go now.' })
  contactable: WayResponse[];

  @ApiProperty({
    type: ScoreResponse,
    nullable: true,
    description: 'Last recommendation; null: none, or not readable for you.',
  })
  nps: ScoreResponse | null;

  @ApiProperty({
    type: ScoreResponse,
    nullable: true,
    description: 'Last satisfaction; null: none, or not readable for you.',
  })
  csat: ScoreResponse | null;
}

/** Another case of the customer. */
export class OtherCaseResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the case.', example: aCase })
  id: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000101' })
  number: string;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'What the customer wanted.',
    example: 'complaint',
  })
  kind: CaseKind;

  @ApiProperty({ enum: caseSeverities, enumName: 'CaseSeverity', description: 'How bad it is.', example: 'normal' })
  severity: CaseSeverity;

  @ApiProperty({ enum: caseStates, enumName: 'CaseState', description: 'Where it stands.', example: 'closed' })
  state: CaseState;

  @ApiProperty({ description: 'Whether it is still open.', example: false })
  isOpen: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Subject of the first contact; null without `case:read-text`, after erasure, and for follow-ups.',
    example: '送货迟到',
  })
  subject: string | null;

  @ApiProperty({ ...instant, description: 'When the first contact was received.' })
  openedAt: string;

  @ApiProperty({ ...instant, description: 'Deadline.' })
  dueAt: string;

  @ApiProperty({ ...optionalInstant, description: 'When it was closed; null: it was not.' })
  closedAt: string | null;

  @ApiProperty({
    enum: closingOutcomes,
    enumName: 'ClosingOutcome',
    nullable: true,
    description: 'How it ended; null while that is open.',
    example: 'satisfied',
  })
  outcome: ClosingOutcome | null;

  @ApiProperty({ type: PersonResponse, description: 'Who answers for it.' })
  owner: PersonResponse;
}

/** A recurring problem that the case belongs to. */
export class ContextProblemResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the problem.', example: '01981a2b-4444-7000-8000-0000000000d1' })
  id: string;

  @ApiProperty({ description: 'Where it stands, as in `GET /problems`.', example: 'analysed' })
  state: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The product; null: cases that name none.',
    example: 'P-7',
  })
  productId: string | null;

  @ApiProperty({
    format: 'uuid',
    description: 'What its cases have in common: an entry of `GET /causes`.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  causeId: string;

  @ApiProperty({ ...instant, description: 'When it was opened.' })
  openedAt: string;
}

/** What the customer said in a contact. */
export class ContextIntakeResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'Id of the contact.',
    example: '01981a2b-4444-7000-8000-000000000009',
  })
  id: string;

  @ApiProperty({ ...instant, description: 'When it was received.' })
  receivedAt: string;

  @ApiProperty({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    description: 'The way the customer took.',
    example: 'phone',
  })
  channel: IntakeChannel;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The words; null without `case:read-text` and after erasure.',
    example: '货物比约定时间晚到三天，要求说明原因。',
  })
  text: string | null;
}

/** Something that a member of staff wrote. */
export class ContextTextResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the note or reply.', example: aNote })
  id: string;

  @ApiProperty({ ...instant, description: 'When it was written.' })
  at: string;

  @ApiProperty({ type: PersonResponse, description: 'Who wrote it.' })
  by: PersonResponse;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was written; null without `case:read-text` and after erasure.',
    example: '客户只在下午方便接电话。',
  })
  text: string | null;
}

export class ContextReplyResponse extends ContextTextResponse {
  @ApiProperty({ description: 'What became of it, as in `GET /cases/{id}/replies`.', example: 'sent' })
  delivery: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How often the customer wrote back to it.', example: 1 })
  answers: number;
}

/** A case with what stands around it. */
export class ContextResponse {
  @ApiProperty({ type: CaseResponse, description: 'The case.' })
  case: CaseResponse;

  @ApiProperty({
    type: ContextCustomerResponse,
    nullable: true,
    description: 'The customer; null: not known, or not readable for you.',
  })
  customer: ContextCustomerResponse | null;

  @ApiProperty({
    enum: cares,
    enumName: 'Care',
    isArray: true,
    description:
      'What not to touch: do_not_contact 无可用联系方式, no_marketing 不要营销, recently_dissatisfied 近 90 天差评, open_complaint ' +
      '另有未结投诉, open_follow_up 差评跟进中, undesirable 劣质客户. The last cases count in whatever department they are.',
    example: ['no_marketing', 'recently_dissatisfied'],
  })
  handleWithCare: Care[];

  @ApiProperty({
    type: [OtherCaseResponse],
    description:
      'At most ten other cases of the customer that you may see, over all merged ids: open ones first, then the newest.',
  })
  otherCases: OtherCaseResponse[];

  @ApiProperty({ description: 'Whether there are more: `GET /cases?customerId=`.', example: false })
  hasMoreCases: boolean;

  @ApiProperty({ type: [ContextProblemResponse], description: 'Recurring problems that the case belongs to.' })
  problems: ContextProblemResponse[];

  @ApiProperty({
    type: [ContextIntakeResponse],
    description:
      'The last five contacts of the case with their words, the newest first; all of them: `GET /cases/{id}`.',
  })
  intakes: ContextIntakeResponse[];

  @ApiProperty({ type: [ContextTextResponse], description: 'The last five internal notes, the newest first.' })
  notes: ContextTextResponse[];

  @ApiProperty({ type: [ContextReplyResponse], description: 'The last three replies, the newest first.' })
  replies: ContextReplyResponse[];

  @ApiProperty({
    description: 'Where articles are suggested for the case.',
    example: `/service-desk/v1/cases/${aCase}/articles`,
  })
  articles: string;
}
