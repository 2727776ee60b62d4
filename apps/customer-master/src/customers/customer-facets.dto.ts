import { ApiProperty } from '@nestjs/swagger';

export class FacetValue {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'active',
    description: 'The value; null: customers that have none.',
  })
  value: string | null;
  @ApiProperty({ type: 'integer', minimum: 1, example: 1204, description: 'Customers that have it.' })
  count: number;
}

const atMost = 'at most 50 values, the most frequent first.';

export class FacetsByName {
  @ApiProperty({ type: [FacetValue], description: `Persons and organisations; ${atMost}` })
  kind: FacetValue[];
  @ApiProperty({ type: [FacetValue], description: `By status; ${atMost}` })
  status: FacetValue[];
  @ApiProperty({ type: [FacetValue], description: `By value level; ${atMost}` })
  level: FacetValue[];
  @ApiProperty({ type: [FacetValue], description: `By owning department; ${atMost}` })
  department: FacetValue[];
  @ApiProperty({ type: [FacetValue], description: `By owning employee; ${atMost}` })
  owner: FacetValue[];
}

export class FacetsResponse {
  @ApiProperty({ type: 'integer', minimum: 0, example: 1730, description: 'Customers that were counted.' })
  count: number;
  @ApiProperty({
    type: Boolean,
    example: false,
    description:
      'Whether there are more than were counted: for a `query`, `attribute` or `reviewDue` with over 5,000 hits.',
  })
  isAtLeast: boolean;
  @ApiProperty({ type: FacetsByName, description: 'How many have which value.' })
  facets: FacetsByName;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was so: now, or for more than 5,000 customers at most ten minutes ago.',
  })
  asOf: string;
}
