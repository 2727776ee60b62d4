import {
  type CaseKind,
  caseKinds,
  type CaseSeverity,
  caseSeverities,
  type ContactPointType,
  contactPointTypes,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsInstant } from '@crm/platform/problem';
import { type IntakeDecision, intakeDecisions } from '../intakes/suggestion.js';
import { SuggestionResponse } from '../reception/intakes.dto.js';
import type { IgnoredReason } from './rules/mail.js';

/** Body of `POST /inbound/{channel}`: one message of a customer, the same for every channel. */
export class ChannelMessageRequest {
  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Id of the message in its channel; left out: `webhook-id`. The same one is recorded once.',
    example: 'CALL-20260105-0001',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  externalId?: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the customer spoke; the clock starts then. Not in the future.',
    example: '2026-01-05T02:00:00Z',
  })
  @IsInstant()
  at: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description:
      'Who spoke: by phone, visit, web chat and app a phone number, by WeChat the WeChat id, by social networks the account; left out: not known.',
    example: '13800001390',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/\S/)
  from?: string;

  @ApiPropertyOptional({
    enum: contactPointTypes,
    enumName: 'ContactPointType',
    description: 'What `from` is, where it is not what the channel says.',
    example: 'phone',
  })
  @IsOptional()
  @IsIn(contactPointTypes)
  fromType?: ContactPointType;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The customer, where the channel knows (somebody who signed in); wins over `from`.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'What it is about, in a few words; left out: the first words of the text.',
    example: '送货迟到',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/\S/)
  subject?: string;

  @ApiProperty({ maxLength: 10000, description: "The customer's words.", example: '货物比约定时间晚到三天。' })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  text: string;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'What the customer wants; left out: not known, which joins a case of any kind or opens an enquiry.',
    example: 'complaint',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind;

  @ApiPropertyOptional({
    enum: caseSeverities,
    enumName: 'CaseSeverity',
    default: 'normal',
    description: 'How bad it is; counts when the message opens a case.',
    example: 'normal',
  })
  @IsOptional()
  @IsIn(caseSeverities)
  severity?: CaseSeverity;

  @ApiPropertyOptional({ maxLength: 100, description: 'Order in the ERP that it is about.', example: 'SO-2026-0001' })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  orderId?: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'Product in the ERP that it is about.', example: 'P-7' })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  productId?: string;
}

/** What became of a mail. */
export class MailResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Id of the contact; null: it was ignored.',
    example: '01981a2b-4444-7000-8000-000000000009',
  })
  id: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The case that it belongs to; null: it was ignored.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string | null;

  @ApiProperty({
    enum: [...intakeDecisions, 'ignored'],
    description: 'As for every contact; `ignored`: a program wrote it, so that it opens no case and is not answered.',
    example: 'attached',
  })
  decision: IntakeDecision | 'ignored';

  @ApiProperty({
    enum: ['auto_reply', 'bounce', 'list_mail', 'own_message'],
    type: String,
    nullable: true,
    description: 'Why it was ignored; null: it was not.',
    example: null,
  })
  reason: IgnoredReason | null;

  @ApiProperty({ type: [SuggestionResponse], description: 'Other cases that it might belong to, likeliest first.' })
  suggestions: SuggestionResponse[];
}
