import {
  type CaseKind,
  caseKinds,
  caseSeverities,
  type CaseSeverity,
  type ContactPointType,
  contactPointTypes,
  type IntakeChannel,
  intakeChannels,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { regionCode } from '../agents/agents.dto.js';
import { IsInstant } from '@crm/platform/problem';
import { type IntakeDecision, intakeDecisions, type Suggestion, suggestionReasons } from '../intakes/suggestion.js';

/** An id of another system: anything without control characters. */
const anId = (length: number): RegExp => new RegExp(`^[^\\p{Cc}]{1,${length}}$`, 'u');

class IntakeContact {
  @ApiProperty({
    enum: contactPointTypes,
    enumName: 'ContactPointType',
    description: 'Kind of contact point.',
    example: 'phone',
  })
  @IsIn(contactPointTypes)
  type: ContactPointType;

  @ApiProperty({
    maxLength: 200,
    description: 'In any notation; a phone number without a country code is a Chinese one.',
    example: '0351-7650000',
  })
  @IsString()
  @MaxLength(200)
  value: string;
}

class IntakeProduct {
  @ApiProperty({ maxLength: 100, description: 'Id of the product in the ERP.', example: 'P-7' })
  @Matches(anId(100))
  id: string;
}

/** Body of `POST /intakes`: one contact of a customer. */
export class TakeInRequest {
  @ApiProperty({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    description: 'The way the customer took.',
    example: 'phone',
  })
  @IsIn(intakeChannels)
  channel: IntakeChannel;

  @ApiProperty({
    maxLength: 200,
    description: 'Id of the message in its channel; the same one is recorded once.',
    example: 'CALL-20260105-0001',
  })
  @Matches(anId(200))
  externalId: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the customer spoke; the clock starts then. Not in the future.',
    example: '2026-01-05T02:00:00Z',
  })
  @IsInstant()
  receivedAt: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The customer, where known; wins over `contact`. Null: as left out.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string | null;

  @ApiPropertyOptional({
    type: IntakeContact,
    nullable: true,
    description: 'Where the contact came from: the one customer who has this contact point is recognised by it.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => IntakeContact)
  contact?: IntakeContact | null;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    nullable: true,
    description:
      'What the customer wants; null or left out: not told, which joins a case of any kind or opens one that is an enquiry until it is told.',
    example: 'complaint',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind | null;

  @ApiPropertyOptional({
    enum: caseSeverities,
    enumName: 'CaseSeverity',
    default: 'normal',
    description: 'How bad it is; counts when the contact opens a case.',
    example: 'normal',
  })
  @IsOptional()
  @IsIn(caseSeverities)
  severity: CaseSeverity = 'normal';

  @ApiProperty({ maxLength: 200, description: 'What it is about, in a few words.', example: '送货迟到' })
  @IsString()
  @MaxLength(200)
  @Matches(/\S/)
  subject: string;

  @ApiProperty({
    maxLength: 10000,
    description: "The customer's words.",
    example: '货物比约定时间晚到三天，要求说明原因。',
  })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  text: string;

  @ApiPropertyOptional({ type: IntakeProduct, nullable: true, description: 'Product that it is about.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => IntakeProduct)
  product?: IntakeProduct | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Order in the ERP that it is about.',
    example: 'SO-2026-0001',
  })
  @IsOptional()
  @Matches(anId(100))
  orderId?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    description: 'Employee that it is about: never becomes the owner.',
    example: 'E1003',
  })
  @IsOptional()
  @Matches(anId(200))
  complainedOf?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Region of the customer: agents of it are preferred.',
    example: 'shanxi',
  })
  @IsOptional()
  @Matches(regionCode)
  region?: string | null;
}

export class SuggestionResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'Another case that it might belong to.',
    example: '01981a2b-4444-7000-8000-000000000002',
  })
  caseId: string;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'How much speaks for it.', example: 0.6 })
  score: number;

  @ApiProperty({
    enum: suggestionReasons,
    enumName: 'SuggestionReason',
    isArray: true,
    description:
      'What the contact and the case have in common; `answers_message`: it answers a message of the case, `names_case`: it names its number.',
    example: ['same_customer', 'same_kind', 'same_product'],
  })
  reasons: Suggestion['reasons'];
}

export class DecisionResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the contact.', example: '01981a2b-4444-7000-8000-000000000009' })
  id: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The case that it belongs to.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  @ApiProperty({
    enum: intakeDecisions,
    enumName: 'IntakeDecision',
    description:
      'Whether it opened the case or joined one about the same; `suggested`: it opened one, and may well belong to the first of the suggestions (`POST /cases/{id}/attach`).',
    example: 'opened',
  })
  decision: IntakeDecision;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description:
      'false: nobody has registered the customer that was named, or the card is still on its way; `customerKnown` of the case turns ' +
      'true when it comes. null: none was named.',
    example: true,
  })
  customerKnown: boolean | null;

  @ApiProperty({
    type: [SuggestionResponse],
    description: 'Other cases that it might belong to at that moment, likeliest first; at most 10.',
  })
  suggestions: SuggestionResponse[];
}
