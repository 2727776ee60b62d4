import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { subscribable } from './rules/event-types.js';

const longestUrl = 2_000;
const longestDescription = 500;

const url = {
  type: String,
  minLength: 1,
  maxLength: longestUrl,
  example: 'https://erp.example.com/hooks/onecustomer',
  description:
    'Where to: https on the internet, port 443 or from 1024, without credentials or fragment. The name must lead to public addresses ' +
    'only, now and at every delivery. Redirects are not followed.',
};
const eventTypes = {
  type: String,
  isArray: true,
  enum: [...subscribable],
  enumName: 'WebhookEventType',
  minItems: 1,
  maxItems: 200,
  uniqueItems: true,
  example: ['customer.*', 'case.closed'],
  description:
    'Types of events, or groups of them: `customer.*` are all whose names begin with `customer.`, also those that will be new; `*` are ' +
    'all. What each says: docs/events.md.',
};
const description = {
  type: String,
  nullable: true,
  maxLength: longestDescription,
  example: 'ERP 主数据同步，联系人：信息部',
  description: 'What it is for and who looks after it; no personal data of customers.',
};
const active = { type: Boolean, example: true, description: 'Whether events are kept for it and sent.' };

const said = (_: object, value: unknown): boolean => value !== undefined;

/** Body of `POST /webhooks`. */
export class SubscribeRequest {
  @ApiProperty(url)
  @IsString()
  @MinLength(1)
  @MaxLength(longestUrl)
  url: string;

  @ApiProperty(eventTypes)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsIn(subscribable, { each: true })
  eventTypes: string[];

  @ApiPropertyOptional(description)
  @IsOptional()
  @IsString()
  @MaxLength(longestDescription)
  description?: string | null;

  @ApiPropertyOptional({ ...active, default: true })
  @ValidateIf(said)
  @IsBoolean()
  active: boolean = true;
}

/** Body of `PATCH /webhooks/{id}`. */
export class ChangeWebhookRequest {
  @ApiPropertyOptional(url)
  @ValidateIf(said)
  @IsString()
  @MinLength(1)
  @MaxLength(longestUrl)
  url?: string;

  @ApiPropertyOptional(eventTypes)
  @ValidateIf(said)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsIn(subscribable, { each: true })
  eventTypes?: string[];

  @ApiPropertyOptional(description)
  @IsOptional()
  @IsString()
  @MaxLength(longestDescription)
  description?: string | null;

  @ApiPropertyOptional({
    ...active,
    description: 'Whether events are kept for it and sent. True also takes up again what was disabled.',
  })
  @ValidateIf(said)
  @IsBoolean()
  active?: boolean;
}
