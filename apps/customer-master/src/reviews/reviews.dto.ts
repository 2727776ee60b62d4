import { PageQuery } from '@crm/platform/paging';
import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { CustomerResponse } from '../customers/customer.response.js';
import { type ReviewState } from './reviews.repository.js';

export const verdictWords = ['review', 'match', 'different'] as const;

export class ReviewListQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: verdictWords,
    default: 'review',
    example: 'review',
    description: '`review`: waits for a person; `match` and `different`: decided.',
  })
  @IsOptional()
  @IsIn(verdictWords)
  verdict: (typeof verdictWords)[number] = 'review';

  @ApiPropertyOptional({ enum: ['person', 'organisation'], example: 'organisation', description: 'Only this kind.' })
  @IsOptional()
  @IsIn(['person', 'organisation'])
  kind?: 'person' | 'organisation';
}

export class NextReviewRequest {
  @ApiPropertyOptional({ enum: ['person', 'organisation'], example: 'organisation', description: 'Only this kind.' })
  @IsOptional()
  @IsIn(['person', 'organisation'])
  kind?: 'person' | 'organisation';
}

const words = (what: string, zh: string, en: string) => ({
  type: 'object' as const,
  properties: {
    zh: { type: 'string' as const, example: zh, description: '中文' },
    en: { type: 'string' as const, example: en, description: 'English' },
  },
  example: { zh, en },
  description: what,
});

export class FieldEvidence {
  @ApiProperty({ type: String, example: 'name', description: 'Field, as models name it.' })
  field: string;
  @ApiProperty(words('Name of the field.', '字号', 'distinctive name'))
  label: { zh: string; en: string };
  @ApiProperty({ type: String, nullable: true, example: 'same_core', description: 'How alike; null: unknown.' })
  level: string | null;
  @ApiProperty(words('How alike, in words.', '字号相同', 'same distinctive name'))
  levelLabel: { zh: string; en: string };
  @ApiProperty({
    type: Number,
    example: 11.4,
    description: 'Bits for (positive) or against one customer; 0 when a side does not know the field.',
  })
  weight: number;
}

export class ReviewSummary {
  @ApiProperty({ type: String, format: 'uuid', example: '01981a2b-7777-7000-8000-000000000001', description: 'Id.' })
  id: string;
  @ApiProperty({
    type: [String],
    example: ['01981a2b-1111-7000-8000-00000000c001', '01981a2b-1111-7000-8000-00000000c002'],
    description: 'The two customers.',
  })
  customerIds: string[];
  @ApiProperty({ enum: ['person', 'organisation'], example: 'organisation', description: 'Kind of both.' })
  kind: string;
  @ApiProperty({
    enum: ['open', 'match', 'different', 'gone'],
    example: 'open',
    description: '`gone`: not alike any more.',
  })
  state: ReviewState;
  @ApiProperty({ type: Number, minimum: 0, maximum: 1, example: 0.94, description: 'That both are one customer.' })
  probability: number;
  @ApiProperty({
    type: Number,
    example: 4.7,
    description: 'Probability × value at stake (diamond 5, gold 3, silver 2, else 1): what comes first.',
  })
  priority: number;
  @ApiProperty({ type: [String], example: ['phone'], description: 'Fields that prove identity, where they agree.' })
  strong: string[];
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who looks at it.' })
  reservedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Until when; nobody gets it before.' })
  reservedUntil: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the model last compared them.' })
  judgedAt: string;
}

export class DecisionResponse {
  @ApiProperty({ enum: ['match', 'different'], example: 'different', description: 'What was decided.' })
  decision: 'match' | 'different';
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null, description: 'The merge of a match.' })
  mergeId: string | null;
  @ApiProperty({ type: String, nullable: true, example: '两家独立公司', description: 'Why.' })
  reason: string | null;
  @ApiProperty({ type: String, example: 'E9000', description: 'Who decided.' })
  decidedBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When.' })
  decidedAt: string;
}

export class ReviewResponse extends ReviewSummary {
  @ApiProperty({ type: String, example: 'shipped-1', description: 'The model that compared them.' })
  modelVersion: string;
  @ApiProperty({
    type: [CustomerResponse],
    description: 'Both as they are now; one when they were merged. Personal fields masked without `customer:pii:read`.',
  })
  customers: CustomerResponse[];
  @ApiProperty({ type: [FieldEvidence], description: 'Field by field, what weighs most first.' })
  evidence: FieldEvidence[];
  @ApiProperty({ type: Number, example: -12.3, description: 'Bits of the prior: two customers are seldom one.' })
  prior: number;
  @ApiProperty({
    type: Number,
    example: 0,
    description: 'Bits taken away because relatives or neighbours would share the same; 0 or negative.',
  })
  limited: number;
  @ApiProperty({ type: DecisionResponse, nullable: true, description: 'What was decided and holds.' })
  decision: DecisionResponse | null;
}

export class NextReviewResponse {
  @ApiProperty({ type: ReviewResponse, nullable: true, description: 'Null: nothing waits.' })
  match: ReviewResponse | null;
}

export class DecisionRequest {
  @ApiProperty({
    enum: ['match', 'different', 'later'],
    example: 'different',
    description:
      '`match` merges them. `different` is remembered: no run and no registration makes them one. `later`: nobody gets the pair before `until`.',
  })
  @IsIn(['match', 'different', 'later'])
  decision: 'match' | 'different' | 'later';

  @ApiPropertyOptional({
    type: String,
    minLength: 2,
    maxLength: 500,
    example: '两家独立公司，法定代表人不同',
    description: 'Why; needed for a match. No personal data.',
  })
  @ValidateIf((body: DecisionRequest) => body.reason !== undefined || body.decision === 'match')
  @IsString()
  @MinLength(2)
  @MaxLength(500)
  reason?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    example: '2037-01-31T02:00:00Z',
    description: 'Of `later`: when the pair comes back; default in seven days.',
  })
  @ValidateIf((body: DecisionRequest) => body.until !== undefined)
  @IsInstant()
  until?: string;
}

export class UndoRequest {
  @ApiProperty({
    type: String,
    minLength: 2,
    maxLength: 500,
    example: '误判',
    description: 'Why the decision is taken back. No personal data.',
  })
  @IsString()
  @MinLength(2)
  @MaxLength(500)
  reason: string;
}
