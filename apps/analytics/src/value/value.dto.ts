import { type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { segments, type Segment } from './rules/segments.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

export class MoneyResponse {
  /** Minor units. */
  @ApiProperty({
    type: 'integer',
    description: 'Minor units (分); negative where more came back than was paid.',
    example: 4200000,
  })
  amountMinor: number;

  /** Currency. */
  @ApiProperty({ description: 'ISO 4217 code.', example: 'CNY' })
  currency: string;
}

export class ReasonResponse {
  /** Code for programs. */
  @ApiProperty({
    description:
      'Code for programs: `<recency|frequency|monetary|margin>_quintile_<1-5>`, `margin_unknown`, `held_by_hysteresis`, ' +
      '`net_amount_negative`, `no_purchase_in_window`, `no_purchase_left` or `no_purchase_yet`.',
    example: 'monetary_quintile_5',
  })
  code: string;

  /** Sentence for people. */
  @ApiProperty({
    description: 'Sentence for people, with the figures, in the language of Accept-Language.',
    example: 'Net CNY 42000.00 in the last 730 days: monetary value 5 of 5',
  })
  text: string;
}

export class RfmScoresResponse {
  /** Fifth by recency. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 5,
    description: '5: among those who bought last; 0 without a purchase.',
    example: 5,
  })
  recency: number;

  /** Fifth by frequency. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 5,
    description: '5: among those who buy most often; 0 without a purchase.',
    example: 4,
  })
  frequency: number;

  /** Fifth by amount. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 5,
    description: '5: among those who buy for most; 0 without a purchase.',
    example: 5,
  })
  monetary: number;

  /** Fifth by margin. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 5,
    description: '5: among those with the highest margin; null where it is not known.',
    example: 4,
  })
  margin: number | null;
}

export class RfmResponse {
  /** The three digits. */
  @ApiProperty({
    description: 'Fifths of recency, frequency and monetary value as three digits; `000` without a purchase.',
    example: '545',
  })
  code: string;

  /** The fifths one by one. */
  @ApiProperty({ type: RfmScoresResponse, description: 'The fifths one by one.' })
  scores: RfmScoresResponse;

  /** Last day with a purchase. */
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last business day with a purchase, however long ago; null without one.',
    example: '2026-01-05',
  })
  lastPurchaseDay: string | null;

  /** Days since then. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 0,
    description: 'Days since then, at `asOf`; null without a purchase.',
    example: 2,
  })
  recencyDays: number | null;

  /** Days with a purchase. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Days with a purchase in the window; several purchases of one day count once.',
    example: 9,
  })
  frequency: number;

  /** Net amount. */
  @ApiProperty({ type: MoneyResponse, description: 'Paid less returned in the window.' })
  monetary: MoneyResponse;

  /** Margin. */
  @ApiProperty({
    type: MoneyResponse,
    nullable: true,
    description: 'Margin in the window; null where no line told it.',
  })
  margin: MoneyResponse | null;

  /** Length of the window. */
  @ApiProperty({ type: 'integer', description: 'Length of the window in days, today included.', example: 730 })
  windowDays: number;

  /** Thresholds it was measured with. */
  @ApiProperty({ type: 'integer', description: 'Version of the thresholds, see `GET /levels`.', example: 3 })
  thresholdsVersion: number;
}

export class LevelResponse {
  /** Code for programs. */
  @ApiProperty({ enum: valueLevels, description: 'Code for programs.', example: 'gold' })
  code: ValueLevel;

  /** What people call it. */
  @ApiProperty({ description: 'What people call it, in the language of Accept-Language.', example: 'Gold' })
  label: string;
}

export class SegmentResponse {
  /** Code for programs. */
  @ApiProperty({ enum: segments, description: 'Code for programs.', example: 'champions' })
  code: Segment;

  /** What people call it. */
  @ApiProperty({ description: 'What people call it, in the language of Accept-Language.', example: 'Champions' })
  label: string;

  /** Why the customer is in it. */
  @ApiProperty({
    description: 'Why the customer is in it, in the language of Accept-Language.',
    example: 'Bought lately, often and for much',
  })
  because: string;
}

export class CustomerValueResponse {
  /** The customer. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer; of a merged id, the one that survives.',
    example: aCustomer,
  })
  customerId: string;

  /** Ids that redirect to it. */
  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Ids that redirect to the customer; their purchases count here.',
    example: ['01981a2b-1111-7000-8000-00000000c002'],
  })
  mergedFrom: string[];

  /** Value level. */
  @ApiProperty({
    type: LevelResponse,
    nullable: true,
    description: 'Value level; null for a customer that never bought.',
  })
  level: LevelResponse | null;

  /** Value index. */
  @ApiProperty({
    type: 'number',
    nullable: true,
    minimum: 0,
    maximum: 100,
    description: 'What the level is read from, see `GET /levels`; null for a customer that never bought.',
    example: 86.25,
  })
  valueIndex: number | null;

  /** Segment. */
  @ApiProperty({
    type: SegmentResponse,
    nullable: true,
    description: 'Named group by purchases; null for a customer that never bought.',
  })
  segment: SegmentResponse | null;

  /** Recency, frequency, monetary value. */
  @ApiProperty({
    type: RfmResponse,
    nullable: true,
    description: 'Recency, frequency, monetary value; null for a customer that never bought.',
  })
  rfm: RfmResponse | null;

  /** Why. */
  @ApiProperty({
    type: [ReasonResponse],
    description: 'Why the level is what it is: what overrides first, then by weight.',
  })
  reasons: ReasonResponse[];

  /** Rules. */
  @ApiProperty({ type: 'integer', description: 'Version of the level rules.', example: 1 })
  rulesVersion: number;

  /** State of knowledge. */
  @ApiProperty({
    format: 'date-time',
    description: 'When the customer was scored; now for one that never bought.',
    example: '2026-01-07T00:00:00.000Z',
  })
  asOf: string;
}

export class LevelStepResponse {
  /** The id that got the level. */
  @ApiProperty({
    format: 'uuid',
    description: 'The id that got the level; after a merge the steps of all ids are listed.',
    example: aCustomer,
  })
  customerId: string;

  /** Level before. */
  @ApiProperty({ type: LevelResponse, nullable: true, description: 'Level before; null at the first scoring.' })
  from: LevelResponse | null;

  /** Level from then on. */
  @ApiProperty({ type: LevelResponse, description: 'Level from then on.' })
  to: LevelResponse;

  /** Value index. */
  @ApiProperty({ type: 'number', description: 'Value index at that moment, 0 to 100.', example: 86.25 })
  valueIndex: number;

  /** Codes of the reasons. */
  @ApiProperty({
    type: [String],
    description: 'Codes of the reasons, see `GET /customers/{customerId}/value`.',
    example: ['monetary_quintile_5'],
  })
  reasons: string[];

  /** Rules. */
  @ApiProperty({ type: 'integer', description: 'Version of the level rules.', example: 1 })
  rulesVersion: number;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When the level changed.', example: '2026-01-07T00:00:00.000Z' })
  changedAt: string;
}
