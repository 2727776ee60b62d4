import { type SlaMetric, slaMetrics } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { Reconciliation } from './reconciliation.service.js';
import { type DifferenceKind, differenceKinds } from './rules/differences.js';

const instant = { format: 'date-time', example: '2026-06-08T19:00:00.000Z' } as const;
const count = { type: 'integer', minimum: 0 } as const;

export class ClockDifferenceResponse {
  @ApiProperty({
    enum: differenceKinds,
    enumName: 'ClockDifferenceKind',
    description:
      'What differs: a deadline, its target, the state, the end of the pause, the armed timer, the term that the clock ' +
      'began with; the calendar never reaches the target; the deadline of the case; the clock for the resolution is ' +
      'missing; a case that has ended has an open clock.',
    example: 'due_at',
  })
  kind: DifferenceKind;

  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-0000000000c1' })
  caseId: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The clock; null: it is about the case itself.',
    example: '01981a2b-4444-7000-8000-0000000000c2',
  })
  clockId: string | null;

  @ApiProperty({ enum: slaMetrics, enumName: 'SlaMetric', description: 'What it measures.', example: 'resolution' })
  metric: SlaMetric;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is stored; null: nothing.',
    example: '2026-06-09T02:30:00.000Z',
  })
  stored: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What comes out of the timeline, the policy and the calendar; null: nothing.',
    example: '2026-06-09T03:30:00.000Z',
  })
  computed: string | null;
}

export class ReconciliationProgress {
  @ApiProperty({ ...instant, description: 'When it began.' })
  beganAt: string;

  @ApiProperty({ ...count, description: 'Cases that were compared so far.', example: 512 })
  cases: number;

  @ApiProperty({ ...count, description: 'Clocks that were compared so far.', example: 1400 })
  clocks: number;

  @ApiProperty({ ...count, description: 'Differences so far.', example: 0 })
  differenceCount: number;
}

export class ReconciliationResult extends ReconciliationProgress {
  @ApiProperty({ ...instant, description: 'When it ended.' })
  endedAt: string;

  @ApiProperty({
    type: [ClockDifferenceResponse],
    description: 'The first hundred differences. Nothing is repaired.',
    example: [],
  })
  differences: ClockDifferenceResponse[];
}

export class ReconciliationResponse {
  @ApiProperty({
    type: ReconciliationResult,
    nullable: true,
    description: 'The last comparison that ended; null: there was none.',
  })
  last: ReconciliationResult | null;

  @ApiProperty({
    type: ReconciliationProgress,
    nullable: true,
    description: 'A comparison that began since then and is under way; null: none.',
  })
  running: ReconciliationProgress | null;
}

const toProgress = ({ beganAt, cases, clocks, differenceCount }: Reconciliation): ReconciliationProgress => ({
  beganAt: beganAt.toISOString(),
  cases,
  clocks,
  differenceCount,
});

export const toResponse = (newest: {
  last: Reconciliation | null;
  running: Reconciliation | null;
}): ReconciliationResponse => ({
  last: newest.last && {
    ...toProgress(newest.last),
    endedAt: newest.last.endedAt!.toISOString(),
    differences: newest.last.differences,
  },
  running: newest.running && toProgress(newest.running),
});
