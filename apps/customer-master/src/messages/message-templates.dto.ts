import { type MessageTemplate, messageTemplates } from '@crm/contracts';
import { IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import type { TemplateVersion } from './message-templates.service.js';
import { type MessageLanguage, messageLanguages, placeholders } from './rules/templates.js';

export class MessageTextBody {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 120,
    example: '请评价我们的服务',
    description: 'Subject of an e-mail, in one line; other channels leave it out.',
  })
  @IsString()
  @IsNotBlank()
  @MaxLength(120)
  @Matches(/^[^\r\n]*$/)
  subject: string;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 2_000,
    example: '您好！请用一分钟告诉我们您是否满意：\n{link}',
    description: 'Plain text; `{name}` stands for a parameter.',
  })
  @IsString()
  @IsNotBlank()
  @MaxLength(2_000)
  text: string;
}

/** Body of `PUT /message-templates/{template}`. */
export class MessageTemplateBody {
  @ApiProperty({ type: MessageTextBody, description: 'In Chinese.' })
  @ValidateNested()
  @IsObject()
  @Type(() => MessageTextBody)
  zh: MessageTextBody;

  @ApiProperty({
    type: MessageTextBody,
    description: 'In English, for customers who prefer it.',
    example: { subject: 'How did we do?', text: 'Please take a minute to say whether you are satisfied:\n{link}' },
  })
  @ValidateNested()
  @IsObject()
  @Type(() => MessageTextBody)
  en: MessageTextBody;
}

/** Body of `POST /message-templates/{template}/preview`. */
export class MessagePreviewBody {
  @ApiProperty({ enum: messageLanguages, example: 'zh', description: 'Language.' })
  @IsIn(messageLanguages)
  language: MessageLanguage;

  @ApiPropertyOptional({
    type: MessageTextBody,
    description: 'A text that is not kept yet; left out: the one in force.',
  })
  @IsOptional()
  @ValidateNested()
  @IsObject()
  @Type(() => MessageTextBody)
  draft?: MessageTextBody;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { link: 'https://crm.example.cn/feedback/v1/answers/example-token' },
    description: 'What it is filled with; for what is left out an example is taken.',
  })
  @IsOptional()
  @IsObject()
  parameters?: Record<string, string>;
}

export class PlaceholderResponse {
  @ApiProperty({ type: String, example: 'link', description: 'Name; written `{link}`.' })
  name: string;
  @ApiProperty({ type: Boolean, example: true, description: 'Whether each language must have it.' })
  isNeeded: boolean;
  @ApiProperty({
    type: String,
    example: 'https://crm.example.cn/feedback/v1/answers/example-token',
    description: 'What may stand there.',
  })
  example: string;
}

export class MessageTemplateResponse extends MessageTemplateBody {
  @ApiProperty({ enum: messageTemplates, example: 'survey_invitation', description: 'Which text.' })
  template: MessageTemplate;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description: 'Version; 0: as the product comes. The ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: [PlaceholderResponse], description: 'What services fill it with.' })
  placeholders: PlaceholderResponse[];
  @ApiProperty({ type: String, nullable: true, example: 'E1001', description: 'Who wrote it; null: the product.' })
  madeBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When.' })
  madeAt: string | null;
}

export class MessageTemplatesResponse {
  @ApiProperty({ type: [MessageTemplateResponse], description: 'All texts in force.' })
  items: MessageTemplateResponse[];
}

export class MessagePreviewResponse {
  @ApiProperty({ type: String, example: '请评价我们的服务', description: 'Subject as it would go out.' })
  subject: string;
  @ApiProperty({ type: String, example: '您好！…', description: 'Text as it would go out.' })
  text: string;
}

export const toTemplateResponse = ({ texts, madeAt, ...version }: TemplateVersion): MessageTemplateResponse => ({
  ...version,
  ...texts,
  placeholders: Object.entries(placeholders[version.template]).map(([name, about]) => ({ name, ...about })),
  madeAt: madeAt?.toISOString() ?? null,
});
