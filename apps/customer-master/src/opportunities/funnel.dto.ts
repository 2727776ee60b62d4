import { oaIdPattern, openStages, type OpenStage } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { IsDay } from '../relationships/day.decorator.js';
import type { StageFigures } from './funnel.repository.js';

const count = (description: string, example = 12) => ({ type: 'integer', minimum: 0, example, description }) as const;
const share = (description: string) =>
  ({ type: Number, minimum: 0, maximum: 1, nullable: true, example: 0.42, description }) as const;

export class FunnelQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'First day; default: 89 days before the last one.',
  })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date', description: 'Last day; default: today.' })
  @IsOptional()
  @IsDay()
  to?: string;

  @ApiPropertyOptional({ type: String, description: 'Only of customers that this department owns today.' })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
}

export class FunnelAmount {
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(count('What those that entered were worth then, in minor units.', 12800000))
  enteredMinor: number;
  @ApiProperty(count('The same of those that moved on, in minor units.', 6400000))
  movedOnMinor: number;
}

export class FunnelStage {
  @ApiProperty({
    enum: openStages,
    example: 'proposal',
    description: 'lead 线索 · qualified 需求确认 · proposal 方案报价 · negotiation 商务谈判.',
  })
  stage: OpenStage;
  @ApiProperty(count('Opportunities that entered the stage in the period.'))
  entered: number;
  @ApiProperty(count('Of these, the next step was a later stage, or won.', 5))
  movedOn: number;
  @ApiProperty(count('Of these, the next step was an earlier stage.', 1))
  movedBack: number;
  @ApiProperty(count('Of these, the next step was lost.', 3))
  lost: number;
  @ApiProperty(count('Of these, there is no next step yet.', 3))
  still: number;
  @ApiProperty(share('movedOn ÷ entered; null: none entered.'))
  conversion: number | null;
  @ApiProperty({
    type: Number,
    minimum: 0,
    nullable: true,
    example: 6.5,
    description: 'Median of the days in the stage, of those that left it; null: none did.',
  })
  medianDays: number | null;
  @ApiProperty({ type: [FunnelAmount], description: 'What they were worth, by currency.' })
  amounts: FunnelAmount[];
}

export class DecidedAmount {
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(count('What they were worth, in minor units.', 12800000))
  amountMinor: number;
}

export class Decided {
  @ApiProperty(count('Opportunities.', 4))
  count: number;
  @ApiProperty({ type: [DecidedAmount], description: 'What they were worth, by currency.' })
  amounts: DecidedAmount[];
}

export class FunnelResponse {
  @ApiProperty({ type: String, format: 'date', example: '2026-01-01', description: 'First day.' })
  from: string;
  @ApiProperty({ type: String, format: 'date', example: '2026-03-31', description: 'Last day.' })
  to: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'The department whose customers these are; null: all that you see.',
  })
  department: string | null;
  @ApiProperty({ type: [FunnelStage], description: 'The open stages, in their order.' })
  stages: FunnelStage[];
  @ApiProperty({ type: Decided, description: 'Won in the period.' })
  won: Decided;
  @ApiProperty({ type: Decided, description: 'Lost in the period, and not taken up again since.' })
  lost: Decided;
  @ApiProperty(share('won ÷ (won + lost); null: nothing was decided.'))
  winRate: number | null;
}

/** Every stage, also one that nobody entered. */
export function toFunnel(
  about: Pick<FunnelResponse, 'from' | 'to' | 'department'>,
  rows: readonly StageFigures[],
): FunnelResponse {
  const decided = (stage: 'won' | 'lost'): Decided => ({
    count: rows.find((row) => row.stage === stage && row.currency === null)?.entered ?? 0,
    amounts: rows.flatMap(({ stage: of, currency, amountMinor }) =>
      of === stage && currency !== null ? [{ currency, amountMinor }] : [],
    ),
  });
  const [won, lost] = [decided('won'), decided('lost')];
  const stages = openStages.map((stage) =>
    toStage(
      stage,
      rows.filter((row) => row.stage === stage),
    ),
  );
  return { ...about, stages, won, lost, winRate: ratio(won.count, won.count + lost.count) };
}

function toStage(stage: OpenStage, rows: readonly StageFigures[]): FunnelStage {
  const {
    entered = 0,
    movedOn = 0,
    movedBack = 0,
    lost = 0,
    medianDays = null,
  } = rows.find(({ currency }) => currency === null) ?? {};
  return {
    stage,
    entered,
    movedOn,
    movedBack,
    lost,
    still: entered - movedOn - movedBack - lost,
    conversion: ratio(movedOn, entered),
    medianDays: medianDays === null ? null : Math.round(medianDays * 100) / 100,
    amounts: rows.flatMap(({ currency, amountMinor, movedOnMinor }) =>
      currency === null ? [] : [{ currency, enteredMinor: amountMinor, movedOnMinor }],
    ),
  };
}

const ratio = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
