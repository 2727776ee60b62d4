import { slaMetrics, type SlaMetric } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { SlaClock } from '../sla/clocks.service.js';
import { clockStates, type ClockState, isBreached, stateAt } from '../sla/rules/verdict.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** One part of the handling, and the time that it may take. */
export class ClockResponse {
  @ApiProperty({ enum: slaMetrics, enumName: 'SlaMetric', description: 'What is measured.', example: 'resolution' })
  metric: SlaMetric;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The handling that it measures.', example: 1 })
  cycle: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Counts the clocks of the metric in the cycle: each answer starts one for the next answer.',
    example: 1,
  })
  round: number;

  @ApiProperty({ description: 'Rule of the policy that the target is from.', example: '投诉与咨询 一般' })
  rule: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Version of the policy.', example: 1 })
  policyVersion: number;

  @ApiProperty({ description: 'Business calendar that counts.', example: 'default' })
  calendarId: string;

  @ApiProperty({ ...instant, description: 'When it started.' })
  startedAt: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Allowed working time, in seconds; after a tightening what binds.',
    example: 28800,
  })
  targetSeconds: number;

  @ApiProperty({
    ...instant,
    description:
      'The deadline by the business calendar; reached exactly then, it is met. While the case waits: the latest that it can become.',
  })
  dueAt: string;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'It stands until then, unless the waiting ends before; null: it runs.',
    example: null,
  })
  pausedUntil: string | null;

  @ApiProperty({
    enum: clockStates,
    enumName: 'ClockState',
    description: 'The verdict at the moment of the answer.',
    example: 'running',
  })
  state: ClockState;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When what it measures was reached; null while it is not.',
  })
  metAt: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'The deadline, if it passed unmet; else null.',
  })
  breachedAt: string | null;
}

export function toClockResponse(clock: SlaClock, now: Date): ClockResponse {
  const { metric, cycle, round, rule, policyVersion, calendarId, targetSeconds } = clock;
  const isCancelled = clock.state === 'cancelled';
  const state = isCancelled ? 'cancelled' : stateAt(clock, now);
  const isBroken = isCancelled ? clock.told === 100 : isBreached(clock, now);
  return {
    ...{ metric, cycle, round, rule, policyVersion, calendarId, targetSeconds, state },
    startedAt: clock.startedAt.toISOString(),
    dueAt: clock.dueAt.toISOString(),
    pausedUntil: state === 'paused' ? clock.pausedUntil!.toISOString() : null,
    metAt: clock.metAt?.toISOString() ?? null,
    breachedAt: isBroken ? clock.dueAt.toISOString() : null,
  };
}
