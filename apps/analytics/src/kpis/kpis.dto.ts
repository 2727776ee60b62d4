import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { type Unit, units } from './kpi-definition.js';
import { type Breakdown, breakdowns } from './question.js';
import { isDay } from './rules/period.js';

@ValidatorConstraint({ name: 'matches' })
class IsDay implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isDay(value);
  }

  defaultMessage(): string {
    return 'must be a day of the calendar, YYYY-MM-DD';
  }
}

export class PeriodQuery {
  /** First business day. */
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'First business day; left out: the first of the month eleven months before `to`.',
    example: '2025-02-01',
  })
  @IsOptional()
  @Validate(IsDay)
  from?: string;

  /** Last business day. */
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'Last business day; left out: today.',
    example: '2026-01-31',
  })
  @IsOptional()
  @Validate(IsDay)
  to?: string;
}

export class KpiQuery extends PeriodQuery {
  /** Breakdown. */
  @ApiPropertyOptional({
    enum: breakdowns,
    description:
      'By what to break it down; `by` of the key figure lists what is possible. Left out: one figure for everything.',
    example: 'month',
  })
  @IsOptional()
  @IsIn(breakdowns)
  by?: Breakdown;
}

export class KpiCellResponse {
  /** Group. */
  @ApiProperty({
    description:
      'The month `YYYY-MM`, the level (`unscored` for customers that never bought), department or category (`unknown` where there is none).',
    example: '2026-01',
  })
  key: string;

  /** Word for the group. */
  @ApiProperty({ description: 'Word for people, in the language of Accept-Language.', example: '2026-01' })
  label: string;

  /** Figure. */
  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'In `unit`; null where there is nothing to compute it from.',
    example: 1284000,
  })
  value: number | null;

  /** Base. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many things it is computed from.', example: 42 })
  n: number;

  /** Open. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 0,
    description:
      'Things that have not ended yet (cases): counted as lasting at least until now, or not counted where the definition says so; null where nothing can be open.',
    example: null,
  })
  open: number | null;

  /** Not counted. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Things that belong here but cannot be counted: orders in another currency.',
    example: 0,
  })
  leftOut: number;
}

export class KpiDefinitionResponse {
  /** Name. */
  @ApiProperty({ description: 'Name for programs, never changed.', example: 'revenue' })
  name: string;

  /** Title. */
  @ApiProperty({ description: 'Title, in the language of Accept-Language.', example: 'Revenue' })
  title: string;

  /** Definition. */
  @ApiProperty({
    description: 'What it says.',
    example: 'What was paid less what was given back, on the day it came back; without cancelled orders',
  })
  definition: string;

  /** Formula. */
  @ApiProperty({ description: 'How it is computed.', example: '∑ paid − ∑ returned' })
  formula: string;

  /** Unit. */
  @ApiProperty({
    enum: units,
    description:
      '`money_minor`: minor units of `currency`; `ratio`: 0 to 1; `score`: −100 to 100; `hours`: by the clock.',
    example: 'money_minor',
  })
  unit: Unit;

  /** Currency. */
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'ISO 4217 code of money; null for any other unit.',
    example: 'CNY',
  })
  currency: string | null;

  /** Owner. */
  @ApiProperty({ description: 'Id of the department that answers for it.', example: 'finance' })
  owner: string;

  /** Events. */
  @ApiProperty({
    type: [String],
    description: 'The events it rests on.',
    example: ['crm.order.paid', 'crm.order.returned', 'crm.order.cancelled'],
  })
  sources: readonly string[];

  /** Breakdowns. */
  @ApiProperty({
    enum: breakdowns,
    isArray: true,
    description: 'By what it can be broken down.',
    example: ['month', 'level', 'category'],
  })
  by: readonly Breakdown[];

  /** What it covers. */
  @ApiProperty({
    enum: ['period', 'now'],
    description: '`period`: the days asked for; `now`: the present state.',
    example: 'period',
  })
  covers: string;
}

export class KpiFigureResponse extends KpiDefinitionResponse {
  /** Figure. */
  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Over everything, in `unit`; null where there is nothing to compute it from.',
    example: 15408000,
  })
  value: number | null;

  /** Base. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many things it is computed from.', example: 504 })
  n: number;

  /** Open. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 0,
    description: 'Things that have not ended yet; see the cells.',
    example: null,
  })
  open: number | null;

  /** Not counted. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Things that cannot be counted; see the cells.',
    example: 0,
  })
  leftOut: number;

  /** First day. */
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'First business day; null for the present state.',
    example: '2025-02-01',
  })
  from: string | null;

  /** Last day. */
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last business day; null for the present state.',
    example: '2026-01-31',
  })
  to: string | null;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was computed.', example: '2026-01-31T08:00:00.000Z' })
  asOf: string;
}

export class KpiListResponse {
  /** Key figures. */
  @ApiProperty({ type: [KpiFigureResponse], description: 'Every key figure with its value over the period.' })
  items: KpiFigureResponse[];
}

export class KpiResponse extends KpiFigureResponse {
  /** Groups. */
  @ApiProperty({
    type: [KpiCellResponse],
    description:
      'The groups; empty without `by`. Every month and level is listed, other groups where there is something.',
  })
  cells: KpiCellResponse[];
}
