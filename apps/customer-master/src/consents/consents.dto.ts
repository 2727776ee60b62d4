import { type MessageChannel, messageChannels, type MessagePurpose, messagePurposes } from '@crm/contracts';
import { IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import type { RecordedConsent } from './consents.service.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

export class ConsentRequest {
  /** Whose word it is. */
  @ApiProperty({ format: 'uuid', description: 'The customer whose word it is.', example: aCustomer })
  @IsUUID()
  customerId: string;

  /** What messages are for. */
  @ApiProperty({ enum: messagePurposes, description: 'What messages are for.', example: 'marketing' })
  @IsIn(messagePurposes)
  purpose: MessagePurpose;

  /** The way they take. */
  @ApiProperty({ enum: messageChannels, description: 'The way they take.', example: 'sms' })
  @IsIn(messageChannels)
  channel: MessageChannel;

  /** What was said. */
  @ApiProperty({ enum: ['granted', 'withdrawn'], description: 'What was said.', example: 'granted' })
  @IsIn(['granted', 'withdrawn'])
  state: 'granted' | 'withdrawn';

  /** Which privacy notice was shown. */
  @ApiPropertyOptional({
    description: 'Version of the privacy notice that was shown.',
    example: '2026-01',
    default: 'unspecified',
    maxLength: 60,
  })
  @IsOptional()
  @IsString()
  @Length(1, 60)
  policyVersion: string = 'unspecified';

  /** Language of the notice. */
  @ApiPropertyOptional({
    description: 'BCP 47 language of the notice.',
    example: 'zh-CN',
    default: 'zh-CN',
    maxLength: 20,
  })
  @IsOptional()
  @IsString()
  @Length(2, 20)
  language: string = 'zh-CN';

  /** How it is known. */
  @ApiProperty({
    description: 'How it is known: a reference to a call, form or document; no personal data.',
    example: 'call CALL-20260719-0001',
    maxLength: 300,
  })
  @IsString()
  @Length(1, 300)
  @IsNotBlank()
  evidence: string;
}

export class ConsentQuery {
  /** Whose. */
  @ApiProperty({ format: 'uuid', description: 'The customer.', example: aCustomer })
  @IsUUID()
  customerId: string;
}

export class ConsentResponse extends ConsentRequest {
  /** The record. */
  @ApiProperty({ format: 'uuid', description: 'The record.', example: '01981a2b-7777-7000-8000-000000000001' })
  id: string;

  /** Who recorded it. */
  @ApiProperty({ description: 'Who recorded it.', example: 'E1001' })
  actor: string;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was recorded.', example: '2026-01-05T02:00:00.000Z' })
  at: string;
}

export class ConsentsResponse {
  /** What may be sent now. */
  @ApiProperty({
    description: 'What may be sent now as far as consent goes, `purpose:channel`; there need not be an address for it.',
    example: ['service:email', 'survey:sms'],
  })
  allowed: string[];

  /** Everything that was said. */
  @ApiProperty({ type: [ConsentResponse], description: 'Everything that was said, newest first, at most 500.' })
  history: ConsentResponse[];
}

export function toConsentResponse({ at, ...word }: RecordedConsent): ConsentResponse {
  return { ...word, at: at.toISOString() };
}
