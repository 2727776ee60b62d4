import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min, MinLength, NotEquals } from 'class-validator';

export class AdjustRequest {
  /** How many points; negative takes them. */
  @ApiProperty({
    type: 'integer',
    minimum: -10_000_000,
    maximum: 10_000_000,
    description: 'How many points; negative takes them. Never 0; the service may be configured with a lower limit.',
    example: 200,
  })
  @IsInt()
  @Min(-10_000_000)
  @Max(10_000_000)
  @NotEquals(0)
  points: number;

  /** Why. */
  @ApiProperty({
    description: 'Why; stored encrypted, shown in the statement to those who may read what staff wrote.',
    example: '送货延误的补偿',
    minLength: 3,
    maxLength: 500,
  })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason: string;
}

export class AdjustmentResponse {
  /** The journal entry. */
  @ApiProperty({
    format: 'uuid',
    description: 'The journal entry; the statement shows it.',
    example: '01981a2b-6666-7000-8000-0000000000e4',
  })
  entryId: string;

  /** The customer. */
  @ApiProperty({ format: 'uuid', description: 'The customer.', example: '01981a2b-1111-7000-8000-00000000c001' })
  customerId: string;

  /** As asked for. */
  @ApiProperty({ type: 'integer', description: 'As asked for.', example: 200 })
  points: number;

  /** What the customer can spend now. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'What the customer can spend now, over all its accounts.',
    example: 2199,
  })
  balanceAfter: number;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was booked.', example: '2026-01-05T02:00:00.000Z' })
  adjustedAt: string;

  /** By whom. */
  @ApiProperty({ description: 'Employee who adjusted.', example: 'E1001' })
  adjustedBy: string;
}
