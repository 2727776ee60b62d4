import { type ValueLevel, valueLevels } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { points, QualityReason, QualityWords, toReason } from './quality.parts.js';
import { type WorklistRow, type WorklistSort, worklistSorts } from './quality-worklist.repository.js';
import { nextStep, type WorkKind, workKinds, workOf } from './rules/reasons.js';

/** Reasons that a row names. */
const mostReasons = 3;

export class WorklistQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: 'sales-north',
    description: 'Only customers of this department.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  department?: string;
  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: 'me',
    description: "Only customers of this employee's id; `me`: one's own.",
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  owner?: string;
  @ApiPropertyOptional({
    enum: workKinds,
    example: 'stale',
    description: 'Only with this work to do: stale 久未核实 · missing 缺项 · invalid 有误 · duplicate 疑似重复.',
  })
  @IsOptional()
  @IsIn(workKinds)
  reason?: WorkKind;
  @ApiPropertyOptional({
    enum: worklistSorts,
    default: 'value',
    example: 'value',
    description:
      'value: most points to be won × value level first (diamond 5, gold 3, silver 2, else 1); score: lowest score first.',
  })
  @IsOptional()
  @IsIn(worklistSorts)
  sort: WorklistSort = 'value';
}

export class WorklistItem {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The customer.',
  })
  customerId: string;
  @ApiProperty({ type: String, nullable: true, example: '山西煤业有限公司', description: 'Its name.' })
  displayName: string | null;
  @ApiProperty({ type: String, example: 'sales-north', description: 'Department that owns it.' })
  department: string;
  @ApiProperty({ type: String, nullable: true, example: 'E1031', description: 'Employee who owns it.' })
  owner: string | null;
  @ApiProperty({ enum: valueLevels, nullable: true, example: 'gold', description: 'Value level.' })
  level: ValueLevel | null;
  @ApiProperty(points('Score of the record.', 61.4))
  score: number;
  @ApiProperty({ type: Number, minimum: 0, example: 115.8, description: 'Points to be won × value of the customer.' })
  priority: number;
  @ApiProperty({ type: [QualityReason], maxItems: mostReasons, description: 'What costs most.' })
  reasons: QualityReason[];
  @ApiProperty({ type: QualityWords, nullable: true, description: 'What to do first; of the kind that was asked for.' })
  next: QualityWords | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was judged; a change shows within seconds.',
  })
  asOf: string;
}

export function toWorklistItem(
  row: WorklistRow,
  outline: Pick<WorklistItem, 'displayName' | 'department' | 'level'>,
  wanted: WorkKind | undefined,
): WorklistItem {
  const reasons = row.reasons.filter(({ code }) => wanted === undefined || workOf(code) === wanted);
  const [first] = reasons;
  return {
    customerId: row.customerId,
    displayName: outline.displayName,
    department: outline.department,
    owner: row.owner,
    level: outline.level,
    score: row.score,
    priority: row.priority,
    reasons: reasons.slice(0, mostReasons).map(toReason),
    next: first ? nextStep(first.code, first.field) : null,
    asOf: row.computedAt.toISOString(),
  };
}
