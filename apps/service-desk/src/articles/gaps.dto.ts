import { type CaseKind, caseKinds } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ProductResponse } from '../cases/case.dto.js';
import { dayOrInstant, IsDayOrInstant } from '../calendars/day-or-instant.decorator.js';
import type { GapsReport } from './gaps.service.js';
import type { Gap } from './rules/gaps.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const count = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, description, example }) as const;
const toNumber = Transform(({ value }) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : (value as unknown),
);

/** Query of `GET /articles/gaps`. */
export class GapsQuery {
  @ApiPropertyOptional({
    description: `Cases opened from then on; default: 30 days before \`to\`. ${dayOrInstant.from}`,
    example: '2026-01-01',
  })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  @ApiPropertyOptional({
    description: `Cases opened until then; default: now. At most 366 days after \`from\`. ${dayOrInstant.to}`,
    example: '2026-01-31',
  })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 3,
    description: 'Fewest cases of a gap.',
  })
  @IsOptional()
  @toNumber
  @IsInt()
  @Min(1)
  @Max(1000)
  minCases: number = 3;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20, description: 'At most so many gaps.' })
  @IsOptional()
  @toNumber
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}

export class GapResponse {
  @ApiProperty({ type: ProductResponse, nullable: true, description: 'Product of the cases; null: none was named.' })
  product: ProductResponse | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Cause that the assessments of the cases name; null: they were not assessed.',
    example: null,
  })
  causeId: string | null;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'What these customers want.',
    example: 'complaint',
  })
  kind: CaseKind;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What at least three customers say and others do not, in place of a cause; null: nothing in particular, or without ' +
      '`case:read-text`.',
    example: '密封圈',
  })
  term: string | null;

  @ApiProperty(count('Cases in which no article was used and to which no published one is similar.', 12))
  cases: number;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'The newest of them, five at most.',
    example: ['01981a2b-4444-7000-8000-000000000001'],
  })
  caseIds: string[];
}

export class GapsResponse {
  @ApiProperty({ ...instant, description: 'Begin of the period.' })
  from: string;

  @ApiProperty({ ...instant, description: 'End of the period, not part of it.' })
  to: string;

  @ApiProperty(count('Cases opened in the period, as far as you may see them.', 315))
  cases: number;

  @ApiProperty(count('Of these, cases with which an article was used.', 140))
  withArticle: number;

  @ApiProperty(count('Of the other cases, those whose words were compared with the articles.', 170))
  examined: number;

  @ApiProperty(count('Of the examined cases, those to which a published article is similar.', 120))
  withSuggestion: number;

  @ApiProperty({
    description: 'False: only the newest 2,000 cases without an article were looked at.',
    example: true,
  })
  complete: boolean;

  @ApiProperty({ type: [GapResponse], description: 'The gap with the most cases first.' })
  items: GapResponse[];
}

const mostExamples = 5;

export const toGapsResponse = ({ from, to, gaps, ...figures }: GapsReport, limit: number): GapsResponse => ({
  from: from.toISOString(),
  to: to.toISOString(),
  ...figures,
  items: gaps.slice(0, limit).map(toGapResponse),
});

const toGapResponse = ({ productId, causeId, kind, term, caseIds }: Gap): GapResponse => ({
  product: productId === null ? null : { id: productId },
  causeId,
  kind,
  term,
  cases: caseIds.length,
  caseIds: caseIds.slice(0, mostExamples),
});
