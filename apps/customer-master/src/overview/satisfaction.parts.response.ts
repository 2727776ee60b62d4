import { ApiProperty } from '@nestjs/swagger';
import {
  fewestAnswers,
  mostAnswers,
  trendDays,
  trendDirections,
  type TrendDirection,
} from './rules/satisfaction-trend.js';

const asOf = {
  type: String,
  format: 'date-time',
  nullable: true,
  description: 'Time of the newest event that this part knows; null: nothing was told yet.',
};
const count = (description: string, example = 2) => ({ type: 'integer' as const, minimum: 0, example, description });
const mean = (description: string, example: number) => ({ type: Number, nullable: true, example, description });

export class SatisfactionTrend {
  @ApiProperty({
    enum: trendDirections,
    nullable: true,
    example: 'rising',
    description:
      'Which way the mean answer went. `rising` and `falling`: by at least a twentieth of the scale (0.5 of NPS 0 to 10, ' +
      `0.2 of CSAT 1 to 5); null: one of the periods has fewer than ${fewestAnswers} answers.`,
  })
  direction: TrendDirection | null;
  @ApiProperty(mean('`recentMean` − `earlierMean`, to two decimals; null like `direction`.', 1.25))
  change: number | null;
  @ApiProperty(mean(`Mean answer of the last ${trendDays} days, to two decimals; null without one.`, 8.75))
  recentMean: number | null;
  @ApiProperty(count(`Answers in it: the newest ones of the last ${trendDays} days, at most ${mostAnswers}.`, 4))
  recentAnswers: number;
  @ApiProperty(mean(`Mean answer of the ${trendDays} days before that.`, 7.5))
  earlierMean: number | null;
  @ApiProperty(count(`Answers in it: the newest ones of those days, at most ${mostAnswers}.`, 6))
  earlierAnswers: number;
}

export class SatisfactionTrends {
  @ApiProperty({
    type: SatisfactionTrend,
    description: 'Of the answers 0 to 10 themselves: of so few, promoters less detractors would leap.',
  })
  nps: SatisfactionTrend;
  @ApiProperty({ type: SatisfactionTrend, description: 'Of the answers 1 to 5.' })
  csat: SatisfactionTrend;
}

export class SatisfactionPart {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 10,
    nullable: true,
    example: 9,
    description: 'Last NPS answer.',
  })
  lastNps: number | null;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 5,
    nullable: true,
    example: 5,
    description: 'Last CSAT answer.',
  })
  lastCsat: number | null;
  @ApiProperty({
    type: SatisfactionTrends,
    description: `Whether answers of the last ${trendDays} days are better than those of the ${trendDays} days before.`,
  })
  trend: SatisfactionTrends;
  @ApiProperty(count('Answers.'))
  responses: number;
  @ApiProperty(count('Invitations that were sent.', 3))
  invitations: number;
  @ApiProperty(asOf)
  asOf: string | null;
}
