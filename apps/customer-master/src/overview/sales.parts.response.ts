import {
  interactionChannels,
  interactionDirections,
  interactionOutcomes,
  type InteractionChannel,
  type InteractionDirection,
  type InteractionOutcome,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';

const asOf = {
  type: String,
  format: 'date-time',
  nullable: true,
  example: '2026-01-07T00:00:00.000Z',
  description: 'Time of the newest event that this part knows; null: nothing was told yet.',
} as const;
const count = (description: string, example = 2) => ({ type: 'integer', minimum: 0, example, description }) as const;

export class LastInteraction {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-000000000001',
    description: 'The contact.',
  })
  interactionId: string;
  @ApiProperty({ enum: interactionChannels, example: 'phone', description: 'The way it took.' })
  channel: InteractionChannel;
  @ApiProperty({ enum: interactionDirections, example: 'out', description: 'in: the customer began it; out: we did.' })
  direction: InteractionDirection;
  @ApiProperty({ enum: interactionOutcomes, example: 'interested', description: 'What came of it.' })
  outcome: InteractionOutcome;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T01:30:00.000Z',
    description: 'When it took place.',
  })
  at: string;
}

export class InteractionsPart {
  @ApiProperty({ type: [LastInteraction], description: 'The last three contacts, the newest first.' })
  last: LastInteraction[];
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T01:30:00.000Z',
    description: 'When the last one took place; null: none is known.',
  })
  lastAt: string | null;
  @ApiProperty({
    ...asOf,
    description:
      'When the newest contact took place, or when one was last corrected, whichever is later; one that is written down ' +
      'afterwards does not move it. null: nothing was told yet.',
  })
  asOf: string | null;
}

export class FollowUpsPart {
  @ApiProperty(count('What is to be done.'))
  openCount: number;
  @ApiProperty(count('Of these, what was not done in time.', 1))
  overdueCount: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-07T02:00:00.000Z',
    description: 'When the first of these is due, also in the past; null: nothing is to be done.',
  })
  nextDueAt: string | null;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class OpportunitySum {
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(count('What they are worth if all are won, in minor units.', 12800000))
  amountMinor: number;
  @ApiProperty(count('The same, each by its probability, in minor units.', 6400000))
  weightedAmountMinor: number;
}

export class OpportunitiesPart {
  @ApiProperty(count('Open opportunities.'))
  openCount: number;
  @ApiProperty(count('Of these, to which nothing happens.', 0))
  stalledCount: number;
  @ApiProperty({ type: [OpportunitySum], description: 'What the open ones are worth, by currency.' })
  amounts: OpportunitySum[];
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    example: '2026-03-31',
    description: 'The first day on which a decision is expected, also in the past; null: none is known.',
  })
  nextCloseOn: string | null;
  @ApiProperty(asOf)
  asOf: string | null;
}
