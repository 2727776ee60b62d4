import { customerKinds, type CustomerKind, oaIdPattern, valueLevels, type ValueLevel } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { industryPattern } from '../attributes/rules/definition.js';
import type { OwnerRule } from './rules/owner-rules.js';

const mostRules = 200;
const mostValues = 200;
const list = (example: string[], description: string) =>
  ({ type: String, isArray: true, nullable: true, minItems: 1, maxItems: mostValues, example, description }) as const;

export class OwnerRuleConditions {
  @ApiPropertyOptional({
    enum: customerKinds,
    nullable: true,
    example: 'organisation',
    description: 'Kind of customer.',
  })
  @IsOptional()
  @IsIn(customerKinds)
  kind?: CustomerKind | null;

  @ApiPropertyOptional(
    list(['14', '1101'], 'Beginnings of GB/T 2260 codes of any address: `14` all of Shanxi, `1401` all of Taiyuan.'),
  )
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostValues)
  @Matches(/^\d{2,6}$/, { each: true })
  regions?: string[] | null;

  @ApiPropertyOptional(list(['coal'], 'Values of the attribute `industry`.'))
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostValues)
  @Matches(industryPattern, { each: true })
  industries?: string[] | null;

  @ApiPropertyOptional({
    enum: valueLevels,
    isArray: true,
    nullable: true,
    example: ['diamond', 'gold'],
    description: 'Value levels; a customer that was not scored yet has none.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(valueLevels.length)
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[] | null;

  @ApiPropertyOptional(list(['washed-coal'], 'Categories of what is in an order that was not cancelled.'))
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostValues)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  productCategories?: string[] | null;

  @ApiPropertyOptional(list(['pos'], 'Systems that know the customer.'))
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostValues)
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/, { each: true })
  sources?: string[] | null;
}

export class OwnerRuleAssignment {
  @ApiProperty({
    type: String,
    maxLength: 60,
    example: 'sales-north',
    description: 'Department that owns the customers.',
  })
  @Matches(oaIdPattern)
  department: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    description:
      'One employee of it. At most one of `employeeId`, `roundRobin` and `leastLoaded`; none: the department only.',
    example: 'E1031',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  employeeId?: string | null;

  @ApiPropertyOptional(
    list(['E1031', 'E1032'], 'Employees of it, in turn; whoever has left or is away is passed over.'),
  )
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostValues)
  @ArrayUnique()
  @Matches(oaIdPattern, { each: true })
  roundRobin?: string[] | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    example: true,
    description: 'true: whoever of its active salespeople and agents owns the fewest customers.',
  })
  @IsOptional()
  @IsBoolean()
  leastLoaded?: boolean | null;
}

export class OwnerRuleBody {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 60,
    example: '山西煤炭',
    description: 'Name; each at most once.',
  })
  @IsString()
  @Length(1, 60)
  @Matches(/^[^\p{C}]*\S[^\p{C}]*$/u)
  name: string;

  @ApiProperty({
    type: OwnerRuleConditions,
    description: 'For which customers: everything that is given has to fit; nothing given fits all.',
  })
  @ValidateNested()
  @Type(() => OwnerRuleConditions)
  when: OwnerRuleConditions;

  @ApiProperty({ type: OwnerRuleAssignment, description: 'To whom they go.' })
  @ValidateNested()
  @Type(() => OwnerRuleAssignment)
  assign: OwnerRuleAssignment;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    default: false,
    description: 'Whether customers whose value level changes, and which this rule fits then, move to it at once.',
  })
  @IsOptional()
  @IsBoolean()
  reevaluate?: boolean | null;
}

/** Body of `PUT /ownership-rules` and of `POST /ownership-rules/preview`. */
export class OwnerRulesBody {
  @ApiProperty({
    type: [OwnerRuleBody],
    maxItems: mostRules,
    description:
      'The first one that fits wins; where none does, the default department of the deployment owns the customer.',
  })
  @IsArray()
  @ArrayMaxSize(mostRules)
  @ArrayUnique(({ name }: OwnerRuleBody) => name)
  @ValidateNested({ each: true })
  @Type(() => OwnerRuleBody)
  rules: OwnerRuleBody[];
}

export const rulesExample = {
  coal: {
    summary: 'Coal in Shanxi to two colleagues in turn, the best customers to one, the rest by load',
    value: {
      rules: [
        {
          name: '钻石客户',
          when: { levels: ['diamond'] },
          assign: { department: 'sales-north', employeeId: 'E1030' },
          reevaluate: true,
        },
        {
          name: '山西煤炭',
          when: { kind: 'organisation', regions: ['14'], industries: ['coal'] },
          assign: { department: 'sales-north', roundRobin: ['E1031', 'E1032'] },
        },
        { name: '门店会员', when: { sources: ['pos'] }, assign: { department: 'service', leastLoaded: true } },
      ],
    },
  },
};

/** Without what says nothing, so that the same rules are the same however they are written. */
export const toOwnerRules = ({ rules }: OwnerRulesBody): OwnerRule[] =>
  rules.map(({ name, when, assign, reevaluate }) => {
    const { leastLoaded, ...others } = assign;
    return {
      name,
      when: given(when) as OwnerRule['when'],
      assign: { ...given(others), ...(leastLoaded ? { leastLoaded } : {}) } as OwnerRule['assign'],
      reevaluate: reevaluate ?? false,
    };
  });

const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
