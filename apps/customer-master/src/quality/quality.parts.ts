import { ApiProperty } from '@nestjs/swagger';
import { faultCodes } from './rules/quality-rules.js';
import { type ReasonCode, reasonCodes, reasonText } from './rules/reasons.js';
import type { Reason } from './rules/score.js';

export const points = (description: string, example: number) =>
  ({ type: Number, minimum: 0, maximum: 100, example, description }) as const;

export class QualityWords {
  @ApiProperty({ type: String, example: '电话', description: '中文.' })
  zh: string;
  @ApiProperty({ type: String, example: 'phone', description: 'English.' })
  en: string;
}

export class QualityDimensions {
  @ApiProperty(points('Weight of the expected fields that are there, of all expected ones.', 80))
  completeness: number;
  @ApiProperty(points('The same of those that are there and right.', 80))
  validity: number;
  @ApiProperty(points('The same of those that are there and were said or verified lately.', 58.6))
  freshness: number;
  @ApiProperty(points('100 for nobody else that may be the same customer, 50 for one, 33.3 for two.', 100))
  uniqueness: number;
}

export class QualityReason {
  @ApiProperty({
    enum: reasonCodes,
    example: 'stale',
    description: `\`missing\`, \`stale\`, \`possible_duplicate\`, or what is wrong: ${faultCodes.map((code) => `\`${code}\``).join(', ')}.`,
  })
  code: ReasonCode;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '/contactPoints/phone',
    description: 'As provenance names it; null: the whole customer.',
  })
  field: string | null;
  @ApiProperty(points('Points of the score that it costs.', 4.3))
  lost: number;
  @ApiProperty({ type: String, example: '电话久未核实', description: '中文.' })
  zh: string;
  @ApiProperty({ type: String, example: 'Phone was not confirmed for long', description: 'English.' })
  en: string;
}

export const toReason = ({ code, field, lost }: Reason): QualityReason => ({
  code,
  field,
  lost,
  ...reasonText(code, field),
});

/** The part of the overview. */
export class QualityPart {
  @ApiProperty({ ...points('Score of the record; null before it was first judged.', 76.4), nullable: true })
  score: number | null;
  @ApiProperty({
    type: [QualityReason],
    maxItems: 3,
    description: 'What costs most; all: `GET /customers/{id}/quality`.',
  })
  reasons: QualityReason[];
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was judged; seconds behind a change.',
  })
  asOf: string | null;
}

/** The quality of a customer in short. */
export interface ShownQuality {
  score: number;
  /** What costs most first. */
  reasons: Reason[];
  asOf: Date;
}

export const toQualityPart = (quality: ShownQuality | undefined): QualityPart => ({
  score: quality?.score ?? null,
  reasons: (quality?.reasons ?? []).map(toReason),
  asOf: quality?.asOf.toISOString() ?? null,
});
