import { type Language, ValidationFailed } from '@crm/platform/problem';
import { ApiProperty } from '@nestjs/swagger';
import { dayOrInstant, IsDayOrInstant } from '../calendars/day-or-instant.decorator.js';
import { beginOf, endOf } from '../calendars/rules/business-day.js';
import { declineCodes } from '../handovers/rules/decline-codes.js';
import type { Period } from './handover-facts.repository.js';
import { csvLine } from '@crm/platform/csv';
import type { HandoverReport } from './handover-report.service.js';

const day = 86_400_000;
const longest = 366 * day;

/** Query of `GET /reports/handovers`. */
export class HandoverReportQuery {
  @ApiProperty({ description: `From when on. ${dayOrInstant.from}`, example: '2026-01-01' })
  @IsDayOrInstant()
  from: string;

  @ApiProperty({
    description: `Until when; 366 days after \`from\` at most. ${dayOrInstant.to}`,
    example: '2026-01-31',
  })
  @IsDayOrInstant()
  to: string;
}

export class SpreadResponse {
  @ApiProperty({ type: 'integer', nullable: true, description: 'Median, in seconds; null: none ended.', example: 5400 })
  p50: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: '90 % took no longer, in seconds.', example: 14400 })
  p90: number | null;
}

export class HoldResponse {
  @ApiProperty({ type: 'integer', description: 'How many cases the department let go of.', example: 12 })
  stretches: number;

  @ApiProperty({ type: SpreadResponse, description: "In working time, by the calendar of each case's resolution." })
  business: SpreadResponse;

  @ApiProperty({ type: SpreadResponse, description: 'By the wall clock.' })
  wall: SpreadResponse;
}

export class DepartmentFiguresResponse {
  @ApiProperty({ description: "The department's id.", example: 'logistics' })
  department: string;

  @ApiProperty({ type: 'integer', description: 'Offers made to it in the period.', example: 20 })
  received: number;

  @ApiProperty({ type: 'integer', description: 'How many of them were accepted by now.', example: 14 })
  accepted: number;

  @ApiProperty({ type: 'integer', description: 'How many of them were declined by now.', example: 5 })
  declined: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: `Declined ones by reason: ${declineCodes.join(', ')}.`,
    example: { not_ours: 4, no_capacity: 1 },
  })
  declinedBy: Record<string, number>;

  @ApiProperty({
    type: 'integer',
    description: 'Bounces that it caused in the period: it declined, or offered a case back.',
    example: 6,
  })
  bounces: number;

  @ApiProperty({ type: HoldResponse, description: 'How long it held the cases that it let go of in the period.' })
  hold: HoldResponse;

  @ApiProperty({
    type: 'integer',
    description: 'Cases that changed their department in the period, were here, and in more than two departments.',
    example: 1,
  })
  overTwoDepartments: number;
}

export class HandoverReportResponse {
  @ApiProperty({ format: 'date-time', description: 'From when on.', example: '2025-12-31T16:00:00.000Z' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'Until when, exclusive.', example: '2026-01-31T16:00:00.000Z' })
  to: string;

  @ApiProperty({ type: [DepartmentFiguresResponse], description: 'By department.' })
  departments: DepartmentFiguresResponse[];

  @ApiProperty({
    type: 'integer',
    description: 'Cases that changed their department in the period and were in more than two, each once.',
    example: 2,
  })
  overTwoDepartments: number;
}

/** @throws ValidationFailed */
export function toPeriod(query: HandoverReportQuery, timeZone: string): Period {
  const [from, to] = [beginOf(query.from, timeZone), endOf(query.to, timeZone)];
  const length = to.getTime() - from.getTime();
  if (length > 0 && length <= longest) return { from, to };
  throw new ValidationFailed([
    {
      pointer: '/to',
      message: { zh: '必须晚于 from，且不超过 366 天', en: 'Must be after `from`, by 366 days at most.' },
    },
  ]);
}

export const toResponse = ({ from, to, ...report }: HandoverReport): HandoverReportResponse => ({
  from: from.toISOString(),
  to: to.toISOString(),
  ...report,
});

/** The same as a table; times in seconds. */
export function toCsv({ departments }: HandoverReport, language: Language): string {
  const lines = departments.map(({ department, received, accepted, declined, declinedBy, bounces, ...rest }) => {
    const { stretches, business, wall } = rest.hold;
    const byReason = declineCodes.map((code) => declinedBy[code] ?? 0);
    const times = [business.p50, business.p90, wall.p50, wall.p90];
    const figures = [received, accepted, declined, ...byReason, bounces, stretches, ...times, rest.overTwoDepartments];
    return csvLine([department, ...figures.map((figure) => figure ?? '')]);
  });
  return csvLine(headings[language]) + lines.join('');
}

const spreads = ['business_p50', 'business_p90', 'wall_p50', 'wall_p90'];
const headings: Record<Language, string[]> = {
  zh: [
    ...[
      '部门',
      '收到',
      '接受',
      '拒绝',
      '拒绝：不属本部门',
      '拒绝：人手不足',
      '拒绝：信息不全',
      '拒绝：须回避',
      '拒绝：其他',
    ],
    ...[
      '推诿次数',
      '持有段数',
      '持有工作时间 P50（秒）',
      '持有工作时间 P90（秒）',
      '持有自然时间 P50（秒）',
      '持有自然时间 P90（秒）',
    ],
    '经过两个以上部门的工单',
  ],
  en: [
    ...[
      'department',
      'received',
      'accepted',
      'declined',
      ...declineCodes.map((code) => `declined_${code}`),
      'bounces',
      'held',
    ],
    ...spreads.map((name) => `hold_${name}_seconds`),
    'over_two_departments',
  ],
};
