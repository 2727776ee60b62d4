import { ApiProperty } from '@nestjs/swagger';
import { type ImportState, importStates } from './imports.repository.js';

export class RevertPreviewResponse {
  @ApiProperty({ type: 'integer', minimum: 0, example: 900, description: 'Records that nobody would have any more.' })
  removed: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 5,
    description: 'Records that would say again what they said before.',
  })
  restored: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 2,
    description: 'Records of which something else was said since then: that stays.',
  })
  changedLater: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description:
      'Records that stay because their customer has nothing else but edits by hand, orders, cases, opportunities, interactions or follow-ups.',
  })
  edited: number;
}

export class RevertForecastResponse extends RevertPreviewResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 880,
    description: 'Customers of whom nothing would be left: they would not be found any more.',
  })
  customersWithdrawn: number;
}

export class RevertReportResponse extends RevertPreviewResponse {
  @ApiProperty({
    enum: importStates,
    example: 'reverted',
    description: 'reverting 撤回中 · reverted 已撤回; any other: not asked for.',
  })
  state: ImportState;
  @ApiProperty({ type: 'integer', minimum: 0, example: 0, description: 'Records that are not taken back yet.' })
  open: number;
  @ApiProperty({ type: String, nullable: true, example: 'E1080', description: 'Who had it taken back.' })
  revertedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was begun.' })
  startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When all of it was taken back.' })
  revertedAt: string | null;
}
