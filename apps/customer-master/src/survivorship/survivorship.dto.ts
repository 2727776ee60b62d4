import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type FieldGroup, fieldGroups } from '../customers/customer.shape.js';
import { defaultRules, type TrustRules } from '../customers/rules/trust.js';
import { type RunState, runStates } from './survivorship-runs.repository.js';

const trust = (description: string) => ({ type: 'integer', minimum: 0, maximum: 100, description }) as const;
const days = (name: FieldGroup) =>
  ({
    type: 'integer',
    minimum: 1,
    maximum: 36_500,
    default: defaultRules.halfLifeDays[name],
    example: defaultRules.halfLifeDays[name],
  }) as const;

export class TrustByGroup {
  @ApiPropertyOptional({ ...trust('All forms of the name.'), example: 90 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  names?: number;
  @ApiPropertyOptional({ ...trust('Name, birth date and gender of a person.'), example: 90 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  person?: number;
  @ApiPropertyOptional({ ...trust('Numbers of authorities and members.'), example: 95 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  identifiers?: number;
  @ApiPropertyOptional({ ...trust('Phones, e-mail and the like.'), example: 40 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  contactPoints?: number;
  @ApiPropertyOptional({ ...trust('Addresses.'), example: 60 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  addresses?: number;
  @ApiPropertyOptional({ ...trust('Attributes by industry.'), example: 50 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  attributes?: number;
  @ApiPropertyOptional({ ...trust('How the customer wants to be treated.'), example: 70 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  preferences?: number;
  @ApiPropertyOptional({ ...trust('Family of a person.'), example: 40 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  family?: number;
  @ApiPropertyOptional({ ...trust('Income of a person.'), example: 40 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  income?: number;
}

export class SourceTrust {
  @ApiProperty({ type: String, pattern: '^[a-z][a-z0-9_-]{0,39}$', example: 'erp', description: 'The system.' })
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/)
  system: string;
  @ApiProperty({ ...trust('How much it is believed in general.'), example: 90 })
  @IsInt()
  @Min(0)
  @Max(100)
  trust: number;
  @ApiPropertyOptional({ type: TrustByGroup, description: 'Where it is better or worse than in general.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => TrustByGroup)
  fields?: TrustByGroup;
}

export class HalfLives {
  @ApiProperty({ ...days('names'), description: 'Of names, in days.' })
  @IsInt()
  @Min(1)
  @Max(36_500)
  names: number;
  @ApiProperty({ ...days('person'), description: "Of a person's name, birth date and gender, in days." })
  @IsInt()
  @Min(1)
  @Max(36_500)
  person: number;
  @ApiProperty({ ...days('identifiers'), description: 'Of numbers, in days.' })
  @IsInt()
  @Min(1)
  @Max(36_500)
  identifiers: number;
  @ApiProperty({ ...days('contactPoints'), description: 'Of contact points, in days.' })
  @IsInt()
  @Min(1)
  @Max(36_500)
  contactPoints: number;
  @ApiProperty({ ...days('addresses'), description: 'Of addresses, in days.' })
  @IsInt()
  @Min(1)
  @Max(36_500)
  addresses: number;
  @ApiProperty({ ...days('attributes'), description: 'Of attributes, in days.' })
  @IsInt()
  @Min(1)
  @Max(36_500)
  attributes: number;
  @ApiPropertyOptional({ ...days('preferences'), description: 'Of preferences, in days.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(36_500)
  preferences?: number;
  @ApiPropertyOptional({ ...days('family'), description: 'Of family, in days.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(36_500)
  family?: number;
  @ApiPropertyOptional({ ...days('income'), description: 'Of income, in days.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(36_500)
  income?: number;
}

export class SurvivorshipRulesBody {
  @ApiProperty({ ...trust('Of systems that are not named.'), example: 30 })
  @IsInt()
  @Min(0)
  @Max(100)
  defaultTrust: number;
  @ApiProperty({ type: [SourceTrust], maxItems: 100, description: 'The systems; each at most once.' })
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique(({ system }: SourceTrust) => system)
  @ValidateNested({ each: true })
  @Type(() => SourceTrust)
  sources: SourceTrust[];
  @ApiProperty({ type: HalfLives, description: 'After how long a value counts half as much for confidence.' })
  @ValidateNested()
  @Type(() => HalfLives)
  halfLifeDays: HalfLives;
}

export class SurvivorshipRulesResponse extends SurvivorshipRulesBody {
  @ApiProperty({ type: Number, example: 0, description: '0: the rules that the product comes with.' })
  version: number;
  @ApiProperty({ type: String, nullable: true, example: 'E1031', description: 'Who put them in force.' })
  madeBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When they came into force.' })
  madeAt: string | null;
}

export class SurvivorshipRunResponse {
  @ApiProperty({ type: String, format: 'uuid', example: '01981a2b-5555-7000-8000-000000000001', description: 'Id.' })
  id: string;
  @ApiProperty({
    enum: runStates,
    example: 'previewed',
    description: '`previewed` can be applied; `applying` and `previewing` are under way.',
  })
  state: RunState;
  @ApiProperty({ type: Number, example: 0, description: 'Version of the rules that it was compared with.' })
  baseVersion: number;
  @ApiProperty({ type: SurvivorshipRulesBody, description: 'The rules to be.' })
  rules: SurvivorshipRulesBody;
  @ApiProperty({ type: Number, example: 420, description: 'Customers of several records: only those can change.' })
  total: number;
  @ApiProperty({ type: Number, example: 420, description: 'Of them looked at so far.' })
  done: number;
  @ApiProperty({ type: Number, example: 12, description: 'Of them different.' })
  changed: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { '/names/legal': 9, '/contactPoints/phone': 4 },
    description: 'How many customers change in each field; after applying: in each group.',
  })
  fields: Record<string, number>;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who started it.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was started.' })
  madeAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the last step ended.' })
  finishedAt: string | null;
}

export class ChangedField {
  @ApiProperty({ type: String, example: '/names/legal', description: 'As provenance names it.' })
  field: string;
  @ApiProperty({
    type: 'array',
    items: {},
    example: [{ type: 'legal', text: '山西煤业' }],
    description: 'By the rules in force.',
  })
  before: unknown[];
  @ApiProperty({
    type: 'array',
    items: {},
    example: [{ type: 'legal', text: '山西煤业有限公司' }],
    description: 'By the rules of the run.',
  })
  after: unknown[];
}

export class ChangedCustomer {
  @ApiProperty({ type: String, format: 'uuid', example: '01981a2b-1111-7000-8000-00000000c001', description: 'Id.' })
  customerId: string;
  @ApiProperty({ type: [ChangedField], description: 'What differs, compared now; empty once the rules are in force.' })
  fields: ChangedField[];
}

export class ChangesQuery extends PageQuery {}

export const toRules = ({ defaultTrust, sources, halfLifeDays }: SurvivorshipRulesBody): TrustRules => ({
  defaultTrust,
  sources: Object.fromEntries(
    sources.map(({ system, trust: general, fields }) => [
      system,
      { trust: general, ...(fields ? { fields: { ...fields } } : {}) },
    ]),
  ),
  // A group that the client does not know of ages as by default.
  halfLifeDays: Object.fromEntries(
    fieldGroups.map((group) => [group, halfLifeDays[group] ?? defaultRules.halfLifeDays[group]]),
  ) as TrustRules['halfLifeDays'],
});

export const fromRules = ({ defaultTrust, sources, halfLifeDays }: TrustRules): SurvivorshipRulesBody => ({
  defaultTrust,
  sources: Object.entries(sources).map(([system, source]) => ({ system, ...source })),
  halfLifeDays,
});
