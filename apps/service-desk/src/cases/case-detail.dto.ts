import { type ContactPointType, contactPointTypes, type IntakeChannel, intakeChannels } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { type IntakeDecision, intakeDecisions } from '../intakes/suggestion.js';
import { CaseLinkResponse } from './case-link.dto.js';
import { CaseResponse, PersonResponse, ProductResponse } from './case.dto.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

export class ContactResponse {
  @ApiProperty({
    enum: contactPointTypes,
    enumName: 'ContactPointType',
    description: 'Kind of contact point.',
    example: 'phone',
  })
  type: ContactPointType;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Normalised; masked without `customer:pii:read`; null after erasure.',
    example: '+8613800001390',
  })
  value: string | null;
}

export class IntakeResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the contact.', example: '01981a2b-4444-7000-8000-000000000009' })
  id: string;

  @ApiProperty({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    description: 'The way the customer took.',
    example: 'phone',
  })
  channel: IntakeChannel;

  @ApiProperty({
    format: 'uuid',
    description: 'The case that it opened or joined: this one, or one that was merged into it.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  @ApiProperty({ description: 'Id of the message in its channel.', example: 'CALL-20260105-0001' })
  externalId: string;

  @ApiProperty({ ...instant, description: 'When the customer spoke.' })
  receivedAt: string;

  @ApiProperty({
    enum: intakeDecisions,
    enumName: 'IntakeDecision',
    description: 'Whether it opened a case or joined one when it came in.',
    example: 'opened',
  })
  decision: IntakeDecision;

  @ApiProperty({ type: ContactResponse, nullable: true, description: 'Where the contact came from; null: not told.' })
  contact: ContactResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Subject; null without `case:read-text` and after erasure.',
    example: '送货迟到',
  })
  subject: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The customer's words; null without `case:read-text` and after erasure.",
    example: '货物比约定时间晚到三天。',
  })
  text: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Order that was named; null: none.',
    example: 'SO-2026-0001',
  })
  orderId: string | null;

  @ApiProperty({ type: ProductResponse, nullable: true, description: 'Product that was named; null: none.' })
  product: ProductResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee that it is about; null: none named.',
    example: null,
  })
  complainedOf: string | null;
}

export class OpenOfferResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the offer.', example: '01981a2b-4444-7000-8000-0000000000a1' })
  id: string;

  @ApiProperty({
    enum: ['offered', 'to_adjudicate'],
    description: 'It waits for its answer, or, bounced twice, for a decision.',
    example: 'offered',
  })
  state: 'offered' | 'to_adjudicate';

  @ApiProperty({ description: 'Department that is asked.', example: 'complaint-centre' })
  toDepartment: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who is asked; null: anybody of the department.',
    example: 'E1021',
  })
  toEmployeeId: string | null;

  @ApiProperty({ description: 'Employee who made it.', example: 'E1002' })
  offeredBy: string;

  @ApiProperty({ ...instant, description: 'When.' })
  offeredAt: string;
}

export class CaseDetailResponse extends CaseResponse {
  @ApiProperty({
    type: OpenOfferResponse,
    nullable: true,
    description: 'Whom it is offered to, and nobody has answered yet; null: nobody.',
  })
  openOffer: OpenOfferResponse | null;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Cases that were merged into this one, directly or through another.',
    example: [],
  })
  mergedFrom: string[];

  @ApiProperty({ type: [CaseLinkResponse], description: 'Cases that it has to do with, as far as you may see them.' })
  links: CaseLinkResponse[];

  @ApiProperty({
    type: [IntakeResponse],
    description: 'Every contact that belongs to the case or one that was merged into it, in the order of recording.',
  })
  intakes: IntakeResponse[];
}

export class TimelineEntryResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'The case that it happened to: this one, or one that was merged into it.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  @ApiProperty({ format: 'uuid', description: 'Id of the entry.', example: '01981a2b-4444-7000-8000-00000000e001' })
  id: string;

  @ApiProperty({
    description:
      'Type of the event, or `callback.attempted` or `article.used`, which are not announced to other services.',
    example: 'case.responded',
  })
  type: string;

  @ApiProperty({ ...instant, description: 'When it happened.' })
  at: string;

  @ApiProperty({ type: PersonResponse, nullable: true, description: 'Who did it; null: the system.' })
  by: PersonResponse | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What the event says: ids, codes and times.',
    example: { first: true },
  })
  details: Record<string, unknown>;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the person wrote; null: nothing, or not readable for you.',
    example: '已与物流核实，明天上午送达。',
  })
  text: string | null;
}
