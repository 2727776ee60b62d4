import { type GoodwillReason, goodwillReasons } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { dayOrInstant, IsDayOrInstant } from '../calendars/day-or-instant.decorator.js';
import { goodwillKinds, type GoodwillState, goodwillStates } from './goodwill.entity.js';

const reasonField = {
  enum: goodwillReasons,
  enumName: 'GoodwillReason',
  description: 'Why the customer gets it.',
  example: 'late_delivery',
} as const;

/** Body of `POST /cases/{id}/goodwill`. */
export class ProposeGoodwillRequest {
  @ApiProperty({ enum: goodwillKinds, description: 'What is given: points of loyalty.', example: 'points' })
  @IsIn(goodwillKinds)
  kind: (typeof goodwillKinds)[number];

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1_000_000, description: 'How many points.', example: 300 })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  points: number;

  @ApiProperty(reasonField)
  @IsIn(goodwillReasons)
  reason: GoodwillReason;

  @ApiProperty({
    maxLength: 2000,
    description: 'Why, in words; kept sealed with the case.',
    example: '货物晚到三天，客户停工半日。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  words: string;
}

/** Body of `POST /goodwill/{id}/approve`. */
export class ApproveGoodwillRequest {
  @ApiPropertyOptional({ maxLength: 2000, description: 'Anything to say about it; kept sealed.', example: '同意。' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  words?: string;
}

/** Body of `POST /goodwill/{id}/reject` and `…/revoke`. */
export class RefuseGoodwillRequest {
  @ApiProperty({ maxLength: 2000, description: 'Why; kept sealed.', example: '客户已获得运费减免。' })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  words: string;
}

/** Filters of `GET /goodwill`. */
export class ListGoodwillQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: goodwillStates,
    enumName: 'GoodwillState',
    description: 'Only in this state: `proposed` waits for somebody who may approve it.',
    example: 'proposed',
  })
  @IsOptional()
  @IsIn(goodwillStates)
  state?: GoodwillState;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only of this case.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  @IsOptional()
  @IsUUID()
  caseId?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only of this customer, under every id that is the same customer today.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Only proposed by this employee; `me` is the acting user.',
    example: 'me',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  proposedBy?: string;
}

/** The stretch of `GET /goodwill-sums`. */
export class GoodwillSumsQuery {
  @ApiProperty({ description: `From then on. ${dayOrInstant.from}`, example: '2026-01-01' })
  @IsDayOrInstant()
  from: string;

  @ApiPropertyOptional({ description: `Until then; default: now. ${dayOrInstant.to}`, example: '2026-01-31' })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;

  @ApiPropertyOptional({ description: 'Another name of `to`, which is asked first.', example: '2026-01-31' })
  @IsOptional()
  @IsDayOrInstant()
  until?: string;
}

export class GoodwillSumResponse {
  @ApiProperty({ description: 'Department of who approved or rejected it.', example: 'service' })
  department: string;

  @ApiProperty(reasonField)
  reason: GoodwillReason;

  @ApiProperty({ enum: goodwillStates, enumName: 'GoodwillState', description: 'How it stands.', example: 'granted' })
  state: GoodwillState;

  @ApiProperty({ type: 'integer', description: 'How many gestures.', example: 12 })
  gestures: number;

  @ApiProperty({ type: 'integer', description: 'Their points.', example: 3600 })
  points: number;
}

export class GoodwillSumsResponse {
  @ApiProperty({ type: [GoodwillSumResponse], description: 'By department, reason and state.' })
  items: GoodwillSumResponse[];

  @ApiProperty({ type: 'integer', description: 'Points that customers have got or are about to get.', example: 3600 })
  givenPoints: number;
}
