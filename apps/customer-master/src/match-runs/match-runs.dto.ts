import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { modelStates, type ModelState } from '../matching/match-models.service.js';
import { type MatchRunState, matchRunStates } from './match-runs.repository.js';

const count = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, example, description }) as const;
const share = (description: string, example: number) =>
  ({ type: Number, minimum: 0, maximum: 1, nullable: true, example, description }) as const;

const matchRunScopes = ['all', 'changed'] as const;

export class MatchRunRequest {
  @ApiProperty({
    enum: ['report', 'apply'],
    example: 'report',
    description:
      '`report` changes no customer. `apply` makes one customer of every certain pair and puts doubtful ones into the review queue.',
  })
  @IsIn(['report', 'apply'])
  mode: 'report' | 'apply';

  @ApiPropertyOptional({
    enum: matchRunScopes,
    default: 'all',
    example: 'all',
    description:
      '`changed`: compares only customers whose blocking keys have changed since the last completed run of this scope, or that applied, ' +
      'with those they share a key with, by the model in force. Its `report` puts certain and doubtful pairs into the review queue.',
  })
  @IsOptional()
  @IsIn(matchRunScopes)
  scope?: (typeof matchRunScopes)[number];

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    example: true,
    description:
      'Of a report over all: judge by a model that is trained, without labels, on these very customers (and on reviewed pairs); it waits for ' +
      'approval afterwards. False, or with fewer than 300 customers or 300 pairs of a kind: by the model in force, as runs that apply always do.',
  })
  @IsOptional()
  @IsBoolean()
  train?: boolean;
}

export class MatchRunResponse {
  @ApiProperty({ type: String, format: 'uuid', example: '01981a2b-6666-7000-8000-000000000001', description: 'Id.' })
  id: string;
  @ApiProperty({ enum: ['report', 'apply'], example: 'report', description: 'As asked for.' })
  mode: 'report' | 'apply';
  @ApiProperty({ enum: matchRunScopes, example: 'all', description: 'Whom it compares, as asked for.' })
  scope: (typeof matchRunScopes)[number];
  @ApiProperty({ type: Boolean, example: true, description: 'Whether a model is trained.' })
  train: boolean;
  @ApiProperty({
    enum: matchRunStates,
    example: 'comparing',
    description: '`completed`: report and pairs can be read.',
  })
  state: MatchRunState;
  @ApiProperty({ type: String, example: 'score organisation', description: 'What it is at.' })
  stage: string;
  @ApiProperty(count('Steps of this stage; of a run that is over, of its last one.', 1_000_000))
  total: number;
  @ApiProperty(count('Of them done.', 420_000))
  done: number;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why it failed.' })
  error: string | null;
  @ApiProperty({ type: String, example: 'E9000', description: 'Who started it.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was asked for.' })
  madeAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When somebody began to work on it.' })
  startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it ended.' })
  finishedAt: string | null;
}

export class CurvePointResponse {
  @ApiProperty({ type: Number, example: 0.99, description: 'Probability from which on a pair counts.' })
  threshold: number;
  @ApiProperty(count('Pairs at least so probable.', 1_204))
  pairs: number;
  @ApiProperty(share('Mean probability of these pairs: the share that is right, if the model is.', 0.998))
  expectedPrecision: number | null;
  @ApiProperty(share('Expected matches among them, of all expected among the candidates.', 0.93))
  expectedRecall: number | null;
  @ApiProperty(count('Pairs that a person has decided about, at least so probable then.', 88))
  reviewed: number;
  @ApiProperty(share('Of these the share that was a match.', 0.98))
  reviewedPrecision: number | null;
}

export class ModelDifferences {
  @ApiProperty(count('Certain by the trained model, not by the one in force.', 3))
  toAuto: number;
  @ApiProperty(count('Certain by the model in force, not by the trained one.', 0))
  fromAuto: number;
  @ApiProperty(count('For review by the trained model only.', 12))
  toReview: number;
  @ApiProperty(count('For review by the model in force only.', 9))
  fromReview: number;
}

export class KindReportResponse {
  @ApiProperty({ enum: ['person', 'organisation'], example: 'organisation', description: 'Kind of customers.' })
  kind: string;
  @ApiProperty({ type: String, example: 'shipped-1', description: 'The model that judged.' })
  modelVersion: string;
  @ApiProperty(count('Customers compared; of a run over what has changed: those that have.', 2_845))
  records: number;
  @ApiProperty(count('Different blocking keys.', 21_300))
  keys: number;
  @ApiProperty(count('Keys that too many have (a switchboard), which is no evidence.', 4))
  crowdedKeys: number;
  @ApiProperty(count('Weak keys of many holders, left out to bound the work.', 0))
  leftOutKeys: number;
  @ApiProperty(count('Pairs that share a key.', 9_120))
  candidatePairs: number;
  @ApiProperty(count('Of them in the list of pairs (probability at least 0.1).', 310))
  listedPairs: number;
  @ApiProperty(count('Certain: at least 0.999, a strong identifier, no veto.', 120))
  auto: number;
  @ApiProperty(count('For a person to decide.', 44))
  review: number;
  @ApiProperty(
    count(
      'Alike, but they cannot be one: their USCCs, national ids or kinds differ, or a person said that they are two.',
      6,
    ),
  )
  rejected: number;
  @ApiProperty(count('Groups that the certain pairs would make.', 96))
  clusters: number;
  @ApiProperty(count('Customers of the largest of them.', 4))
  largestCluster: number;
  @ApiProperty({ type: [CurvePointResponse], description: 'What each threshold takes.' })
  curve: CurvePointResponse[];
  @ApiProperty({ type: ModelDifferences, nullable: true, description: 'Null when no model was trained.' })
  differences: ModelDifferences | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { load: 5200, block: 9100, train: 4100, score: 7800 },
    description: 'Milliseconds per stage.',
  })
  stages: Record<string, number>;
}

export class MatchRunReportResponse {
  @ApiProperty({ type: [KindReportResponse], description: 'Persons and organisations apart.' })
  kinds: KindReportResponse[];
  @ApiPropertyOptional(count('Of a run that applies: pairs that became one customer.', 118))
  merged?: number;
  @ApiPropertyOptional(count('Certain pairs that did not: one already, a decision against it, too large a group.', 2))
  notMerged?: number;
  @ApiPropertyOptional(count('Pairs that went into the review queue.', 44))
  forReview?: number;
}

export class MatchModelResponse {
  @ApiProperty({
    enum: ['person', 'organisation'],
    example: 'person',
    description: 'Kind of customers that it judges.',
  })
  kind: string;
  @ApiProperty({ type: String, example: 'trained-01981a2b-6666-7000-8000-000000000001', description: 'Its name.' })
  version: string;
  @ApiProperty({ enum: modelStates, example: 'candidate', description: 'One per kind is active.' })
  state: ModelState;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '01981a2b-6666-7000-8000-000000000001',
    description: 'The run that trained it; its report says what the model would change.',
  })
  runId: string | null;
  @ApiProperty({ type: Number, example: 0.0002, description: 'Share of all pairs that are one customer.' })
  prior: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { phone: { levels: [{ name: 'different', m: 0.2, u: 0.9999 }] } },
    description: 'Per field its levels: m among matches, u among others. The weight of a level is log2(m/u).',
  })
  fields: object;
  @ApiProperty({ type: String, example: 'E9000', description: 'Who had it made.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: it came with the product.' })
  madeAt: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who put it in force.' })
  decidedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When.' })
  decidedAt: string | null;
}

export class MatchModelsResponse {
  @ApiProperty({ type: [MatchModelResponse], description: 'The newest first; those of the product last.' })
  models: MatchModelResponse[];
}
