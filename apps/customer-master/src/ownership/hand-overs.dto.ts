import { type HandOverReason, handOverReasons, oaIdPattern } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { type HandOverState, handOverStates } from './rules/hand-over.js';

const mostHours = 720;

/** Body of `POST /customers/{id}/hand-overs`. */
export class OfferHandOverRequest {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    example: 'E1051',
    description: 'Who is to own the customer; left out: anybody of the department may accept.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  toEmployeeId?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    example: 'sales-south',
    description: 'Department that is to own it; may be left out where the employee is known.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  toDepartment?: string | null;

  @ApiProperty({
    enum: handOverReasons,
    example: 'region',
    description:
      'workload 工作量 · region 区域 · specialist 专业 · absence 休假 · leaver 离职 · customer_wish 客户要求 · claim 认领 · other 其他.',
  })
  @IsIn(handOverReasons)
  reason: HandOverReason;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    example: '客户已迁至广州，建议由华南区跟进。',
    description: 'What the receiver should know; sealed, and in no event.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(/^[^\u0000]*\S[^\u0000]*$/)
  note?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: mostHours,
    default: 72,
    example: 72,
    description: 'After so many hours without an answer it goes back, and a superior of the owner is told.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(mostHours)
  expiresInHours?: number;
}

/** Query of `GET /hand-overs`. */
export class HandOverListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['me'], description: 'Only those to you, by name or as one of your department.' })
  @IsOptional()
  @IsIn(['me'])
  to?: 'me';

  @ApiPropertyOptional({ enum: ['me'], description: 'Only those that you made, or of customers that you owned.' })
  @IsOptional()
  @IsIn(['me'])
  from?: 'me';

  @ApiPropertyOptional({ type: String, example: 'sales-south', description: 'Only those from or to this department.' })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;

  @ApiPropertyOptional({ enum: handOverStates, description: 'Only those in this state.' })
  @IsOptional()
  @IsIn(handOverStates)
  state?: HandOverState;
}

/** Body of `POST /hand-overs/bulk`. */
export class BulkHandOverRequest {
  @ApiProperty({ type: String, maxLength: 60, example: 'E1031', description: 'Whose customers; often a leaver.' })
  @Matches(oaIdPattern)
  fromEmployeeId: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    example: 'E1032',
    description: 'Who is to own all of them; has to be of the department of each.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  toEmployeeId?: string | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    example: false,
    description:
      'true: each goes to whoever of its department owns the fewest. Either this or `toEmployeeId` has to be given.',
  })
  @IsOptional()
  @IsIn([true, false])
  leastLoaded?: boolean | null;

  @ApiProperty({ enum: handOverReasons, example: 'leaver', description: 'Why; kept with the run.' })
  @IsIn(handOverReasons)
  reason: HandOverReason;
}
