import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { type RedemptionState, redemptionStates } from './redemption.entity.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const aRedemption = '01981a2b-6666-7000-8000-0000000000d1';

export class RedeemRequest {
  /** How many points, 1 to 1,000,000,000. */
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    description: 'How many points to spend.',
    example: 500,
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  points: number;

  /** What the customer gets for them. */
  @ApiPropertyOptional({
    description: 'Code or name of what the customer gets for them.',
    example: 'gift-tea-box',
    minLength: 1,
    maxLength: 100,
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  reward?: string;

  /** Free text for colleagues. */
  @ApiPropertyOptional({
    description: 'Free text for colleagues; stored encrypted.',
    example: '客户到店领取',
    minLength: 1,
    maxLength: 500,
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  note?: string;
}

export class RedemptionPart {
  /** The account. */
  @ApiProperty({ format: 'uuid', description: 'The account.', example: '01981a2b-6666-7000-8000-000000000001' })
  accountId: string;

  /** What it gave. */
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'What it gave, and gets back when the redemption is cancelled.',
    example: 500,
  })
  points: number;
}

export class RedemptionResponse {
  /** The redemption. */
  @ApiProperty({ format: 'uuid', description: 'The redemption.', example: aRedemption })
  id: string;

  /** Rises with each change. */
  @ApiProperty({ type: 'integer', description: 'Rises with each change; also in the ETag.', example: 1 })
  version: number;

  /** Who redeemed. */
  @ApiProperty({ format: 'uuid', description: 'The customer that redeemed, as it was then.', example: aCustomer })
  customerId: string;

  /** How many points. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'How many points.', example: 500 })
  points: number;

  /** What the customer got. */
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'What the customer got for them; null where it was not said.',
    example: 'gift-tea-box',
  })
  reward: string | null;

  /** Free text. */
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Free text for colleagues; null also for users who may not read what staff wrote.',
    example: '客户到店领取',
  })
  note: string | null;

  /** Redeemed or cancelled. */
  @ApiProperty({ enum: redemptionStates, description: '`redeemed` 已兑换, `cancelled` 已撤销.', example: 'redeemed' })
  state: RedemptionState;

  /** From which accounts the points came. */
  @ApiProperty({ type: [RedemptionPart], description: 'From which accounts the points came.' })
  parts: RedemptionPart[];

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was redeemed.', example: '2026-01-05T02:00:00.000Z' })
  redeemedAt: string;

  /** By whom. */
  @ApiProperty({ description: 'Employee who redeemed it for the customer.', example: 'E1001' })
  redeemedBy: string;

  /** When it was cancelled. */
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When it was cancelled; null while it counts.',
    example: null,
  })
  cancelledAt: string | null;

  /** Who cancelled it. */
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Employee who cancelled it; null while it counts.',
    example: null,
  })
  cancelledBy: string | null;
}

export class RedemptionReceipt extends RedemptionResponse {
  /** What the customer can spend now. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'What the customer can spend after this request, over all its accounts.',
    example: 1499,
  })
  balanceAfter: number;
}
