import { type CaseKind, caseKinds, oaIdPattern, slaMetrics, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { buildMessage, IsIn, IsOptional, Matches, ValidateBy } from 'class-validator';
import { isDate } from '../calendars/rules/calendar.js';
import { type Grouping, groupings } from './kpi-sources.js';

/** A day that the calendar has, from 1970 to 2199. */
const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'matches',
    validator: {
      validate: (value): boolean => typeof value === 'string' && /^(19[7-9]|20|21)\d+-/.test(value) && isDate(value),
      defaultMessage: buildMessage((each) => `${each}$property must be a day of the calendar, YYYY-MM-DD`),
    },
  });

const someMetrics = new RegExp(`^(${slaMetrics.join('|')})(,(${slaMetrics.join('|')})){0,${slaMetrics.length - 1}}$`);

/** Period, groups and filters of `GET /kpis`. */
export class KpisQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'First business day; left out: the first of the month of `to`.',
    example: '2026-06-01',
  })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'Last business day, at most 366 days with the first; left out: today.',
    example: '2026-06-30',
  })
  @IsOptional()
  @IsDay()
  to?: string;

  @ApiPropertyOptional({
    enum: groupings,
    enumName: 'KpiGrouping',
    description: 'What the groups are made by; left out: only the total.',
    example: 'department',
  })
  @IsOptional()
  @IsIn(groupings)
  groupBy?: Grouping;

  @ApiPropertyOptional({
    type: String,
    pattern: someMetrics.source,
    description: `Only these of what is measured, separated by commas: ${slaMetrics.join(', ')}. Left out: all.`,
    example: 'first_response,resolution',
  })
  @IsOptional()
  @Matches(someMetrics)
  metric?: string;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'Only cases of it.',
    example: 'complaint',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind;

  @ApiPropertyOptional({
    enum: valueLevels,
    enumName: 'ValueLevel',
    description: 'Only cases of customers of this value level, as the case knows it.',
    example: 'diamond',
  })
  @IsOptional()
  @IsIn(valueLevels)
  level?: ValueLevel;

  @ApiPropertyOptional({
    maxLength: 60,
    description: 'Only what is put down to this department. Supervisors always get their own.',
    example: 'service',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Only what is put down to this employee; `me` is the acting user. Agents always get their own.',
    example: 'me',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  agent?: string;
}
