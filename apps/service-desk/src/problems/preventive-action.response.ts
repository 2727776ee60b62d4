import { ApiProperty } from '@nestjs/swagger';
import type { ReadableAction } from './problem-files.service.js';

const instant = { format: 'date-time', example: '2026-02-12T08:00:00.000Z' } as const;

export class PreventiveActionResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the action.', example: '01981a2b-4444-7000-8000-0000000000d2' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'Its problem.', example: '01981a2b-4444-7000-8000-0000000000d1' })
  problemId: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is to be done; null without `problem:read-text`.',
    example: '更换纸箱供应商并加测抗压强度。',
  })
  what: string | null;

  @ApiProperty({ description: 'Employee who carries it out.', example: 'E1011' })
  owner: string;

  @ApiProperty({ ...instant, description: 'By when.' })
  dueAt: string;

  @ApiProperty({ description: 'Whether it is not done although it is due.', example: false })
  overdue: boolean;

  @ApiProperty({ ...instant, description: 'When it was planned.' })
  plannedAt: string;

  @ApiProperty({ description: 'Employee who planned it.', example: 'E1001' })
  plannedBy: string;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was carried out; null: not yet.' })
  doneAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Employee who said so; null: not done.', example: 'E1011' })
  reportedBy: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What shows that it was done; null: not done, or without `problem:read-text`.',
    example: '检验报告 QC-2026-031：抗压强度合格。',
  })
  evidence: string | null;
}

/** An action in a list over several problems. */
export class ListedActionResponse extends PreventiveActionResponse {
  @ApiProperty({ type: String, nullable: true, description: 'Product of the problem; null: none.', example: 'P-7' })
  productId: string | null;

  @ApiProperty({
    format: 'uuid',
    description: 'Cause of the problem: an entry of `GET /causes`.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  causeId: string;
}

export const toActionResponse = ({ action, words }: ReadableAction, now: Date): PreventiveActionResponse => ({
  id: action.id,
  problemId: action.problemId,
  what: words.what,
  owner: action.ownerEmployeeId,
  dueAt: action.dueAt.toISOString(),
  overdue: action.doneAt === null && action.dueAt <= now,
  plannedAt: action.plannedAt.toISOString(),
  plannedBy: action.plannedBy,
  doneAt: action.doneAt?.toISOString() ?? null,
  reportedBy: action.reportedBy,
  evidence: words.evidence,
});
