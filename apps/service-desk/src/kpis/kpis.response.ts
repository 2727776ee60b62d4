import { type SlaMetric, slaMetrics } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { type Grouping, groupings } from './kpi-sources.js';
import type { KpiAnswer } from './kpis.service.js';
import type { ClockFigures, Figures, TimeFigures } from './rules/figures.js';
import type { Share } from './rules/wilson.js';

const counted = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, description, example }) as const;
const ratio = (description: string, example: number) =>
  ({ type: Number, nullable: true, minimum: 0, maximum: 1, description, example }) as const;
const seconds = (description: string, example: number) =>
  ({ type: 'integer', nullable: true, minimum: 0, description, example }) as const;

export class ShareResponse implements Share {
  @ApiProperty(counted('How many.', 8))
  count: number;

  @ApiProperty(ratio('Part of all; null of nothing.', 0.8))
  share: number | null;

  @ApiProperty(ratio('Lower limit of the 95 % score interval (Wilson).', 0.4902))
  low: number | null;

  @ApiProperty(ratio('Upper limit of it.', 0.9433))
  high: number | null;
}

export class TimeFiguresResponse implements TimeFigures {
  @ApiProperty(counted('How many are looked at: `events` and `censored`.', 42))
  n: number;

  @ApiProperty(counted('How many have ended.', 37))
  events: number;

  @ApiProperty(counted('How many go on, or were let go: they count as lasting at least so long.', 5))
  censored: number;

  @ApiProperty(
    seconds('Half have ended within so many seconds of working time; null: too few have ended to say.', 5400),
  )
  p50Seconds: number | null;

  @ApiProperty(seconds('Nine of ten have ended within so many seconds of working time; null: too few have.', 21600))
  p90Seconds: number | null;
}

export class ClockFiguresResponse implements ClockFigures {
  @ApiProperty({ enum: slaMetrics, enumName: 'SlaMetric', description: 'What is measured.', example: 'resolution' })
  metric: SlaMetric;

  @ApiProperty(counted('Reached by the deadline.', 33))
  met: number;

  @ApiProperty(counted('The deadline passed before.', 4))
  breached: number;

  @ApiProperty(counted('Still running, or standing, before the deadline.', 5))
  running: number;

  @ApiProperty(counted('Not owed any more before the deadline passed.', 0))
  cancelled: number;

  @ApiProperty(ratio('met ÷ (met + breached); null while nothing is decided.', 0.8919))
  attainment: number | null;

  @ApiProperty({ type: TimeFiguresResponse, description: 'How long it takes.' })
  time: TimeFiguresResponse;
}

export class CallbackFiguresResponse {
  @ApiProperty(counted('Call-backs that were over in the period.', 10))
  n: number;

  @ApiProperty({ type: ShareResponse, description: 'The customer was satisfied.' })
  satisfied: ShareResponse;

  @ApiProperty({ type: ShareResponse, description: 'The customer was not; the case began again.' })
  unsatisfied: ShareResponse;

  @ApiProperty({ type: ShareResponse, description: 'Nobody was reached three times.' })
  unconfirmed: ShareResponse;
}

export class FiguresResponse {
  @ApiProperty(counted('Cases whose first contact was in the period.', 42))
  received: number;

  @ApiProperty(counted('Resolutions in the period; a case that began again may have several.', 37))
  resolved: number;

  @ApiProperty(counted('Cases that were closed in the period and are closed.', 30))
  closed: number;

  @ApiProperty(counted('Cases that began again in the period, put down to who had resolved them.', 2))
  reopened: number;

  @ApiProperty(counted('Cases that customers took back in the period.', 1))
  withdrawn: number;

  @ApiProperty(counted('Cases that went on as part of another one from a day of the period on.', 0))
  merged: number;

  @ApiProperty({
    type: ShareResponse,
    description: 'Of the resolutions in the period those after which the case began again, until now.',
  })
  reopenRate: ShareResponse;

  @ApiProperty(counted('Offers of cases that were declined in the period (推诿), put down to who declined.', 1))
  bounces: number;

  @ApiProperty({
    type: [ClockFiguresResponse],
    description: 'Of what started in the period, put down to who did it, or to the owner of the case while nobody did.',
  })
  clocks: ClockFiguresResponse[];

  @ApiProperty({
    type: TimeFiguresResponse,
    description: 'Of the cases that were handed on in the period: how long those had them who gave them away.',
  })
  holding: TimeFiguresResponse;

  @ApiProperty({
    type: CallbackFiguresResponse,
    description: 'What customers said when they were called back, put down to the handler.',
  })
  callbacks: CallbackFiguresResponse;

  @ApiProperty(ratio('Part of the working time of the handling in which cases waited for somebody outside.', 0.12))
  waitingShare: number | null;
}

export class KpiGroupResponse extends FiguresResponse {
  @ApiProperty({
    description:
      'Employee, department, level (`unknown` where there is none), kind, day `2026-06-08`, ISO week `2026-W24` or month `2026-06`.',
    example: 'service',
  })
  key: string;
}

export class KpisResponse {
  @ApiProperty({ type: String, format: 'date', description: 'First business day.', example: '2026-06-01' })
  from: string;

  @ApiProperty({ type: String, format: 'date', description: 'Last business day.', example: '2026-06-30' })
  to: string;

  @ApiProperty({
    format: 'date-time',
    description: 'The moment for which all figures are computed.',
    example: '2026-06-30T08:00:00.000Z',
  })
  asOf: string;

  @ApiProperty({
    enum: groupings,
    enumName: 'KpiGrouping',
    nullable: true,
    description: 'What the groups are made by.',
    example: 'department',
  })
  groupBy: Grouping | null;

  @ApiProperty({ type: [KpiGroupResponse], description: 'The groups in which there is something, by key.' })
  groups: KpiGroupResponse[];

  @ApiProperty({ type: FiguresResponse, description: 'All groups together.' })
  total: FiguresResponse;
}

export const toKpisResponse = ({ asOf, groups, total, ...rest }: KpiAnswer): KpisResponse => ({
  ...rest,
  asOf: asOf.toISOString(),
  groups: groups.map(({ key, figures }) => ({ key, ...toFigures(figures) })),
  total: toFigures(total),
});

function toFigures({ counts, reopenRate, clocks, holding, callbacks, waitingShare }: Figures): FiguresResponse {
  const { received, resolved, closed, reopened, withdrawn, merged, bounces } = counts;
  return {
    ...{ received, resolved, closed, reopened, withdrawn, merged, reopenRate },
    ...{ bounces, clocks, holding, callbacks, waitingShare },
  };
}
