import { type CaseKind, caseKinds, oaIdPattern, slaMetrics, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { dayOrInstant, IsDayOrInstant } from '../calendars/day-or-instant.decorator.js';
import { type Grouping, groupings } from './kpi-sources.js';

const someMetrics = new RegExp(`^(${slaMetrics.join('|')})(,(${slaMetrics.join('|')})){0,${slaMetrics.length - 1}}$`);

/** Period, groups and filters of `GET /kpis`. */
export class KpisQuery {
  @ApiPropertyOptional({
    type: String,
    description: `First business day; left out: the first of the month of \`to\`. ${dayOrInstant.from}`,
    example: '2026-06-01',
  })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  @ApiPropertyOptional({
    type: String,
    description: `Last business day, at most 366 days with the first; left out: today. ${dayOrInstant.to} Whole days count.`,
    example: '2026-06-30',
  })
  @IsOptional()
  @IsDayOrInstant()
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
