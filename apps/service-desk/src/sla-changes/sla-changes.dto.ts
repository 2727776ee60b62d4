import { rescheduleReasons, slaMetrics, type SlaMetric, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  type ChangeMode,
  changeModes,
  type ChangeReason,
  type ChangeState,
  changeStates,
  type ChangeSubject,
  changeSubjects,
} from './sla-change.entity.js';
import { type ListedClock, type OpenCasesChoice, openCasesChoices, type SlaChange } from './sla-changes.service.js';

const anId = { format: 'uuid', example: '01981a2b-8888-7000-8000-000000000001' } as const;
const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const count = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, example, description }) as const;

export class SlaChangePath {
  @ApiProperty({ ...anId, description: 'The report or application.' })
  @IsUUID()
  id: string;
}

/** What becomes of the open cases; to be extended by what is published. */
const choices = {
  openCases: {
    enum: openCasesChoices,
    enumName: 'OpenCasesChoice',
    nullable: true,
    default: 'keep',
    description:
      '`keep`: clocks that run keep the version that they were started with. `apply`: they are computed anew by this ' +
      'version, in the background; what was breached or met stays as it is.',
    example: 'keep',
  },
  reportId: {
    ...anId,
    type: String,
    nullable: true,
    description: 'To apply: the completed report about this very draft and the version before it.',
    example: null,
  },
} as const;

/** Declares `openCases` of a body that publishes something. */
export function OpenCases(): PropertyDecorator {
  return (prototype, name) => {
    ApiPropertyOptional(choices.openCases)(prototype, name);
    IsOptional()(prototype, name);
    IsIn(openCasesChoices)(prototype, name);
  };
}

/** Declares `reportId` of a body that publishes something. */
export function ReportId(): PropertyDecorator {
  return (prototype, name) => {
    ApiPropertyOptional(choices.reportId)(prototype, name);
    IsOptional()(prototype, name);
    IsUUID()(prototype, name);
  };
}

export const choiceOf = ({ openCases, reportId }: OpenCasesChoice): OpenCasesChoice => ({ openCases, reportId });

type Direction = 'earlier' | 'later' | 'new';

/** How many clocks move one way. */
export class MovedCountResponse {
  @ApiProperty({ enum: slaMetrics, enumName: 'SlaMetric', description: 'What is measured.', example: 'resolution' })
  metric: SlaMetric;

  @ApiProperty({
    type: String,
    enum: [...valueLevels, null],
    nullable: true,
    description: 'Value level of the customer; null: not known.',
    example: 'gold',
  })
  level: ValueLevel | null;

  @ApiProperty({
    enum: ['earlier', 'later', 'new'],
    description: 'Where the deadline moves to; `new`: nobody measured it before.',
    example: 'earlier',
  })
  direction: Direction;

  @ApiProperty(count('So many clocks.', 37))
  clocks: number;
}

/** A report or an application, and how far it is. */
export class SlaChangeResponse {
  @ApiProperty({ ...anId, description: 'Id.' })
  id: string;

  @ApiProperty({
    enum: changeModes,
    enumName: 'SlaChangeMode',
    description: '`report`: what a draft would change; `application`: what a published version changes.',
    example: 'report',
  })
  mode: ChangeMode;

  @ApiProperty({ enum: changeSubjects, enumName: 'SlaChangeSubject', description: 'Of what.', example: 'policy' })
  subject: ChangeSubject;

  @ApiProperty({ type: String, nullable: true, description: 'The calendar; null: the policy.', example: null })
  calendarId: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The version before the change.', example: 3 })
  basedOn: number;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    nullable: true,
    description: 'The version that is applied; null in a report.',
    example: null,
  })
  appliedVersion: number | null;

  @ApiProperty({
    type: String,
    enum: [...rescheduleReasons.filter((reason) => /^(policy|calendar)_/.test(reason)), null],
    nullable: true,
    description:
      'Why deadlines move; `calendar_published`: only those that were computed over years whose public holidays were not ' +
      'known. Null in a report.',
    example: null,
  })
  reason: ChangeReason | null;

  @ApiProperty({ ...anId, type: String, nullable: true, description: 'The report that is applied.', example: null })
  reportId: string | null;

  @ApiProperty({ enum: changeStates, enumName: 'SlaChangeState', description: 'How it stands.', example: 'completed' })
  state: ChangeState;

  @ApiProperty(count('Open cases with a deadline ahead; while it runs, as counted at its start.', 1_204))
  total: number;

  @ApiProperty(count('Of them looked at.', 1_204))
  checked: number;

  @ApiProperty(count('Of them with a deadline that moves or is new.', 37))
  changed: number;

  @ApiProperty(count('Clocks that no working time of it would ever end; they stay as they are.', 0))
  unreachable: number;

  @ApiProperty({ type: [MovedCountResponse], description: 'The clocks that move or begin.' })
  counts: MovedCountResponse[];

  @ApiProperty({ description: 'Employee who asked for it.', example: 'E1006' })
  madeBy: string;

  @ApiProperty({ ...instant, description: 'When it was asked for.' })
  madeAt: string;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it ended; null: it runs.' })
  finishedAt: string | null;
}

/** A clock of an open case whose deadline moves, or that begins. */
export class ChangedClockResponse {
  @ApiProperty({ ...anId, type: String, nullable: true, description: 'The clock; null: it would begin.' })
  clockId: string | null;

  @ApiProperty({ ...anId, description: 'The case.' })
  caseId: string;

  @ApiProperty({ description: 'Number of the case.', example: 'C20260105-000042' })
  caseNumber: string;

  @ApiProperty({ enum: slaMetrics, enumName: 'SlaMetric', description: 'What is measured.', example: 'resolution' })
  metric: SlaMetric;

  @ApiProperty({
    type: String,
    enum: [...valueLevels, null],
    nullable: true,
    description: 'Value level of the customer; null: not known.',
    example: 'gold',
  })
  level: ValueLevel | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'The deadline without the change; null: there is none.',
  })
  before: string | null;

  @ApiProperty({ ...instant, description: 'The deadline with it.' })
  after: string;
}

export function toChangeResponse(change: SlaChange): SlaChangeResponse {
  const { id, mode, subject, calendarId, basedOn, version, reason, reportId, state } = change;
  const { total, checked, changed, unreachable, counts, madeBy, madeAt, finishedAt } = change;
  return {
    ...{ id, mode, subject, calendarId, basedOn, appliedVersion: version, reason, reportId, state },
    ...{ total: Math.max(total, checked), checked, changed, unreachable, madeBy },
    counts: Object.entries(counts)
      .map(([key, clocks]) => ({ ...movedOf(key), clocks }))
      .sort((a, b) => b.clocks - a.clocks),
    madeAt: madeAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

function movedOf(key: string): Omit<MovedCountResponse, 'clocks'> {
  const [metric, level, direction] = key.split(' ') as [SlaMetric, ValueLevel | 'unknown', Direction];
  return { metric, level: level === 'unknown' ? null : level, direction };
}

export const toClockResponse = ({ before, after, ...clock }: ListedClock): ChangedClockResponse => ({
  ...clock,
  before: before?.toISOString() ?? null,
  after: after.toISOString(),
});
