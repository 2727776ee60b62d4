import { ApiProperty } from '@nestjs/swagger';
import { type DifferenceKind, differenceKinds } from './reconciliations.service.js';

export class DifferenceResponse {
  /** Which figure. */
  @ApiProperty({ enum: differenceKinds, description: 'Which figure differs.', example: 'account_available' })
  kind: DifferenceKind;

  /** Of what. */
  @ApiProperty({
    description: 'Of what: account, entry or redemption id, or `<source>:<orderId>#<lineId>`.',
    example: '01981a2b-6666-7000-8000-000000000001',
  })
  reference: string;

  /** As the row says. */
  @ApiProperty({ type: 'integer', description: 'As the row says.', example: 500 })
  stored: number;

  /** As the postings sum up. */
  @ApiProperty({ type: 'integer', description: 'As the postings sum up.', example: 400 })
  ledger: number;
}

export class ReconciliationResponse {
  /** When it was compared. */
  @ApiProperty({ format: 'date-time', description: 'When it was compared.', example: '2026-01-05T02:00:00.000Z' })
  checkedAt: string;

  /** How many accounts. */
  @ApiProperty({ type: 'integer', description: 'How many accounts were compared.', example: 2834 })
  accounts: number;

  /** How many entries. */
  @ApiProperty({ type: 'integer', description: 'How many journal entries were summed.', example: 3012 })
  entries: number;

  /** How many differences. */
  @ApiProperty({
    type: 'integer',
    description: 'How many figures differ; anything but 0 is a fault of the software or of the database.',
    example: 0,
  })
  differenceCount: number;

  /** The first hundred. */
  @ApiProperty({ type: [DifferenceResponse], description: 'The first hundred of them.', example: [] })
  differences: DifferenceResponse[];
}
